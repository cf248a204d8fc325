/** The program: command line, wiring and lifecycle. */
@NullMarked
package io.phoenix.gateway.server;

import org.jspecify.annotations.NullMarked;
