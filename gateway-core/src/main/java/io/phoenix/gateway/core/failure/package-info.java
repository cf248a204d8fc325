/** What can go wrong, on which side, and whether the request may be sent again. */
@NullMarked
package io.phoenix.gateway.core.failure;

import org.jspecify.annotations.NullMarked;
