package io.phoenix.gateway.benchmarks.compare;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Looks at one answer's body as it comes. Confined to its connection's event loop. */
interface BodyCheck {
    /** {@code length} bytes from {@code index} of {@code in}, which are only lent. */
    void onBody(ByteBuf in, int index, int length);

    /** The body is complete: what is wrong with it, or null. */
    @Nullable
    String verdict();
}
