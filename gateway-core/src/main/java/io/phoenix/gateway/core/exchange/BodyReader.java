package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request's body as it arrives, to decide where it goes and, after that, whether it may be completed. One per
 * exchange, on its worker.
 */
public interface BodyReader {

    /**
     * Looks at the next bytes without taking them: indices and reference count stay as they are.
     *
     * @return null while there is nothing to say; once, the decision; after a {@code Forward} only ever a
     *     {@code Reply}, which means that the upstream request must not be completed
     */
    @Nullable
    RouteDecision read(ByteBuf chunk);

    /** The body is over. Must decide if nothing was decided yet. */
    @Nullable
    RouteDecision end();
}
