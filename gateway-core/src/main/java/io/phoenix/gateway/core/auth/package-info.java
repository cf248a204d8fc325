/** Asks an authentication service whether a request may pass. */
@NullMarked
package io.phoenix.gateway.core.auth;

import org.jspecify.annotations.NullMarked;
