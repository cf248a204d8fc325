/** Event loops, transports and the one switch that stops a channel from being read. */
@NullMarked
package io.phoenix.gateway.core.net;

import org.jspecify.annotations.NullMarked;
