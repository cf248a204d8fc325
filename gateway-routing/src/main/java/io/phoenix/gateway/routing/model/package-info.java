/** Finding the model in a body as its bytes arrive, and what the model's name means. */
@NullMarked
package io.phoenix.gateway.routing.model;

import org.jspecify.annotations.NullMarked;
