package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.Decompressor;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.Retry;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content coding of one body, only as far as its pieces are taken: what nobody takes stays compressed, so
 * that a body that grows a thousandfold never does so in memory. Owns its buffers until {@link #release}. Confined to
 * the exchange's worker.
 */
final class BodyDecoding {

    /** What text expands by at most, unless it is made to. */
    private static final int MOST_EXPANSION = 100;

    /** Bytes that every body may expand to. */
    private static final long FREE_EXPANSION = 1024 * 1024;

    private final ContentCoding coding;
    private final ByteBufAllocator allocator;
    private final Queue<ByteBuf> input = new ArrayDeque<>(2);
    private boolean inputEnded;
    private @Nullable Decompressor decompressor;
    /** What was given to the decompressor last; a reference of our own tells what it has read. */
    private @Nullable ByteBuf current;

    private @Nullable ByteBuf ahead;
    private long taken;
    private long expanded;
    private boolean starved = true;
    private boolean ended;
    private @Nullable Failure failure;

    BodyDecoding(ContentCoding coding, ByteBufAllocator allocator) {
        this.coding = coding;
        this.allocator = allocator;
    }

    /** Takes ownership of {@code chunk}, which comes next in the body. */
    void add(ByteBuf chunk) {
        if (chunk.isReadable() && !ended) {
            input.add(chunk);
            starved = false;
        } else {
            chunk.release();
        }
    }

    /** The body is over. */
    void endInput() {
        inputEnded = true;
        starved = false;
    }

    /**
     * The next decoded bytes, owned by the caller; null if it takes more input, or after the end, or after a failure.
     * Looks one piece ahead, so that {@link #isEnded} holds with the last piece already.
     */
    @Nullable
    ByteBuf next() {
        ByteBuf piece = ahead == null ? produce() : ahead;
        ahead = piece == null ? null : produce();
        if (failure != null && piece != null) {
            piece.release();
            return null;
        }
        return piece;
    }

    /** Whether nothing can come of what was added so far. */
    boolean isStarved() {
        return starved && ahead == null;
    }

    /** Whether the whole body was decoded and found sound. */
    boolean isEnded() {
        return ended && ahead == null && failure == null;
    }

    /** Why it cannot be decoded, or null. */
    @Nullable
    Failure failure() {
        return failure;
    }

    /** Lets go of everything; nothing comes any more. May be called again. */
    void release() {
        ended = true;
        input.forEach(ByteBuf::release);
        input.clear();
        releaseCurrent();
        if (ahead != null) {
            ahead.release();
            ahead = null;
        }
        if (decompressor != null) {
            decompressor.close();
            decompressor = null;
        }
    }

    private @Nullable ByteBuf produce() {
        try {
            while (!ended && failure == null && !starved) {
                ByteBuf piece = step();
                if (piece != null && piece.isReadable()) {
                    return counted(compact(piece));
                }
                if (piece != null) {
                    piece.release();
                }
            }
        } catch (DecompressionException e) {
            failure = invalid("is not what its Content-Encoding says, " + coding, e);
        }
        return null;
    }

    /** One move of the decompressor; what it brought, if that was output. */
    private @Nullable ByteBuf step() {
        Decompressor open = decompressor;
        if (open == null) {
            begin();
            return null;
        }
        switch (open.status()) {
            case NEED_OUTPUT -> {
                return open.takeOutput();
            }
            case NEED_INPUT -> feed(open);
            case COMPLETE -> complete();
        }
        return null;
    }

    private void begin() {
        ByteBuf first = input.peek();
        if (first != null) {
            decompressor = coding.open(allocator, first.getByte(first.readerIndex()));
        } else {
            // A body without any byte is an empty one, whatever it is said to be coded in.
            ended = inputEnded;
            starved = true;
        }
    }

    private void feed(Decompressor open) {
        ByteBuf chunk = input.poll();
        if (chunk != null) {
            taken += chunk.readableBytes();
            releaseCurrent();
            current = chunk.retain();
            open.addInput(chunk);
        } else if (inputEnded) {
            open.endOfInput();
            ended = true;
        } else {
            starved = true;
        }
    }

    private void complete() {
        if (!input.isEmpty() || (current != null && current.isReadable())) {
            failure = invalid("has bytes behind the end of its " + coding + " stream", null);
        } else if (inputEnded) {
            ended = true;
        } else {
            starved = true;
        }
    }

    private void releaseCurrent() {
        if (current != null) {
            current.release();
            current = null;
        }
    }

    /** A few bytes in a long buffer are copied, since whoever holds them would hold all of it. */
    private ByteBuf compact(ByteBuf piece) {
        int length = piece.readableBytes();
        if (length > piece.capacity() / 2) {
            return piece;
        }
        ByteBuf copy = allocator.directBuffer(length, length).writeBytes(piece);
        piece.release();
        return copy;
    }

    private @Nullable ByteBuf counted(ByteBuf piece) {
        expanded += piece.readableBytes();
        if (expanded <= FREE_EXPANSION || expanded <= taken * MOST_EXPANSION) {
            return piece;
        }
        piece.release();
        failure = Failure.of(
                FailureKind.BODY_EXPANDS,
                "the body is more than " + MOST_EXPANSION + " times as long decoded as in its coding, " + coding
                        + "; send it unencoded");
        return null;
    }

    private static Failure invalid(String what, @Nullable Throwable cause) {
        return new Failure(FailureKind.BAD_CODING, Retry.NEVER, "the body " + what, cause);
    }
}
