package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what leaves of an answer: slices of the chunks that come, with replacements between them. Bytes that
 * may not leave yet are few and are copied, so nothing of a chunk is held when it has been worked through. One per
 * answer, on its worker; offsets are in the answer as it comes.
 */
final class AnswerSplice {
    private final byte[] replacement;
    private byte[] kept = {};
    private int keptLength; // what is kept reaches up to the chunk's start
    private ByteBuf chunk = Unpooled.EMPTY_BUFFER;
    private long chunkStart;
    private long passed; // up to here all bytes have left, are in out, or were replaced
    private @Nullable CompositeByteBuf out;

    /** A splice that puts in {@code replacement}, which must not change. */
    AnswerSplice(byte[] replacement) {
        this.replacement = replacement;
    }

    /** Takes ownership of the next chunk. */
    void begin(ByteBuf next) {
        chunk = next;
    }

    /** Where the chunk begins. */
    long chunkStart() {
        return chunkStart;
    }

    /** Puts the replacement in the place of the bytes from {@code from} to {@code to}, none of which has left. */
    void replace(long from, long to) {
        pass(from);
        add(chunk.alloc().buffer(replacement.length).writeBytes(replacement));
        passed = to;
    }

    /** All that may leave now, which is all before {@code end}, owned by the caller; the rest is kept. */
    ByteBuf finish(long end) {
        long chunkEnd = chunkStart + chunk.readableBytes();
        ByteBuf result;
        if (out == null && passed == chunkStart && end >= chunkEnd) {
            result = chunk;
            passed = chunkEnd;
        } else {
            pass(Math.min(end, chunkEnd));
            keep(chunkEnd);
            chunk.release();
            result = out == null ? Unpooled.EMPTY_BUFFER : out;
        }
        chunkStart = chunkEnd;
        chunk = Unpooled.EMPTY_BUFFER;
        out = null;
        return result;
    }

    /** What is kept, as it came, owned by the caller. */
    ByteBuf end() {
        return finish(chunkStart);
    }

    /** Lets go of what is kept. */
    void release() {
        keptLength = 0;
        passed = chunkStart;
    }

    private void pass(long to) {
        if (passed < Math.min(to, chunkStart)) {
            int length = (int) (Math.min(to, chunkStart) - passed);
            int from = keptLength - (int) (chunkStart - passed);
            add(chunk.alloc().buffer(length).writeBytes(kept, from, length));
            passed += length;
        }
        if (passed < to) {
            int from = chunk.readerIndex() + (int) (passed - chunkStart);
            add(chunk.retainedSlice(from, (int) (to - passed)));
            passed = to;
        }
    }

    private void keep(long chunkEnd) {
        if (passed >= chunkStart) {
            keptLength = 0;
        }
        long from = Math.max(passed, chunkStart);
        int length = (int) (chunkEnd - from);
        if (keptLength + length > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(keptLength + length, 2 * kept.length));
        }
        chunk.getBytes(chunk.readerIndex() + (int) (from - chunkStart), kept, keptLength, length);
        keptLength += length;
    }

    private void add(ByteBuf piece) {
        if (out == null) {
            out = chunk.alloc().compositeBuffer(Integer.MAX_VALUE); // never merged by copying
        }
        out.addComponent(true, piece);
    }
}
