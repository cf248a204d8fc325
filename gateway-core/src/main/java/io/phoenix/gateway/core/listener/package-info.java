/** Bound addresses and the client connections accepted on them. */
@NullMarked
package io.phoenix.gateway.core.listener;

import org.jspecify.annotations.NullMarked;
