/** Connections to endpoints: opened, pooled and watched on the event loop of the client they serve. */
@NullMarked
package io.phoenix.gateway.core.upstream;

import org.jspecify.annotations.NullMarked;
