/** TLS towards clients and towards endpoints. */
@NullMarked
package io.phoenix.gateway.core.tls;

import org.jspecify.annotations.NullMarked;
