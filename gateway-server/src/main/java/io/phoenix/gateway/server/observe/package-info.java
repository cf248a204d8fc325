/** Logs and metrics: readers of finished exchanges. */
@NullMarked
package io.phoenix.gateway.server.observe;

import org.jspecify.annotations.NullMarked;
