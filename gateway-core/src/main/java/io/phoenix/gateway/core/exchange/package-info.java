/** One request from its head to its end. */
@NullMarked
package io.phoenix.gateway.core.exchange;

import org.jspecify.annotations.NullMarked;
