/** The operators' listener. */
@NullMarked
package io.phoenix.gateway.server.admin;

import org.jspecify.annotations.NullMarked;
