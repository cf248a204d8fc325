/**
 * HTTP/1.1 as bytes, in both directions: each byte of a head is looked at once, what need not change is relayed as it
 * came. Used by the codecs of listeners and upstreams.
 */
@NullMarked
package io.phoenix.gateway.core.wire;

import org.jspecify.annotations.NullMarked;
