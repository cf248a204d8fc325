/** Named groups of endpoints. */
@NullMarked
package io.phoenix.gateway.routing.upstream;

import org.jspecify.annotations.NullMarked;
