package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body of one format chunk by chunk and finds the model that it names, in constant memory. Goes on to the last
 * byte, because a second model or a fault in the format makes the whole body unfit, whatever was read before. How the
 * body is cut into chunks never changes a result.
 *
 * <p>One scanner reads one body. It is owned by that body's reader and confined to its thread; it keeps no reference to
 * a chunk. Offsets are in the body as it is read, which is after the removal of any content coding.
 */
interface ModelScanner {

    /** Reads all readable bytes of {@code chunk} without moving its indices or releasing it. */
    default void feed(ByteBuf chunk) {
        if (problem() != null || !chunk.isReadable()) {
            return;
        }
        if (chunk.nioBufferCount() == 1) {
            scan(chunk.nioBuffer());
        } else {
            for (ByteBuffer part : chunk.nioBuffers()) {
                scan(part);
            }
        }
    }

    /**
     * Reads {@code bytes} from its position to its limit, unless there is a problem already.
     *
     * @throws IllegalStateException after {@link #end}
     */
    void scan(ByteBuffer bytes);

    /** No more bytes: completes the check. A body that stops too early, or names no model, is a problem. */
    void end();

    /** The model's value is complete; stays true whatever follows. */
    boolean hasModel();

    /**
     * The decoded model.
     *
     * @throws IllegalStateException unless {@link #hasModel()}
     */
    String model();

    /** Offset of the first byte that is replaced when the model is renamed. */
    long valueStart();

    /** Offset just past the last byte that is replaced when the model is renamed. */
    long valueEnd();

    /** The served name of {@code model} as this format writes it in the place of those bytes; not to be changed. */
    byte[] served(Model model);

    /** The error code for a body that is against the rules of this format. */
    String faultCode();

    /** Bytes at the beginning of the body that are not passed on, such as a byte order mark. */
    int bomLength();

    /** The first problem; once there is one, further bytes are ignored. */
    @Nullable
    BodyProblem problem();

    /**
     * Offset of the first thing in the body that names the model only for readers that ignore case, or -1. To them, as
     * to those written in Go, {@code {"model":"a","MODEL":"b"}} asks for b.
     */
    default long caseVariantAt() {
        return -1;
    }
}
