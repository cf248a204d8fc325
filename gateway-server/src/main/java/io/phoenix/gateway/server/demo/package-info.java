/** Backends inside the process, so that the gateway can be seen at work on any machine. */
@NullMarked
package io.phoenix.gateway.server.demo;

import org.jspecify.annotations.NullMarked;
