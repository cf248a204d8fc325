/** Which upstream a request goes to. */
@NullMarked
package io.phoenix.gateway.routing;

import org.jspecify.annotations.NullMarked;
