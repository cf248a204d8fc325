package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one attempt with what is held, from the first byte and at the attempt's pace, with the edits made on the way.
 * Each attempt has its own, so that a second one begins anew. Confined to the exchange's worker.
 */
final class HeldBodyFeed {

    private static final int FILE_CHUNK = 64 * 1024;

    /** Where the bytes go. */
    interface Sink {
        /** Whether more may be written now. */
        boolean isWritable();

        /** Takes ownership of {@code chunk}. */
        void write(ByteBuf chunk);

        /** A read from the disk, which {@link HeldBodyFeed#pump} began, brought more: pump again. */
        void onMore();

        /** The disk failed. */
        void onFailure(Throwable cause);
    }

    private final HeldBody held;
    private final List<BodyEdit> edits;
    private final Sink sink;
    private int nextBuffer;
    private int inBuffer;
    private long inFile;
    private long position;
    private int nextEdit;
    private boolean reading;
    private boolean stopped;

    HeldBodyFeed(HeldBody held, List<BodyEdit> edits, Sink sink) {
        this.held = held;
        this.edits = edits;
        this.sink = sink;
    }

    /** Writes what the sink takes. True once all that is held was written. */
    boolean pump() {
        while (sink.isWritable() && !reading && !stopped) {
            if (pumpMemory()) {
                continue;
            }
            SpillFile file = held.file();
            if (file == null || inFile == file.size()) {
                return true;
            }
            readFile(file);
        }
        return false;
    }

    /** Writes nothing more. */
    void stop() {
        stopped = true;
    }

    private boolean pumpMemory() {
        List<ByteBuf> memory = held.memory();
        if (nextBuffer == memory.size()) {
            return false;
        }
        ByteBuf buffer = memory.get(nextBuffer);
        int length = buffer.readableBytes() - inBuffer;
        boolean last = nextBuffer == memory.size() - 1;
        if (length == 0) {
            // The last buffer may still grow, so it is left only when another follows it.
            if (!last) {
                nextBuffer++;
                inBuffer = 0;
            }
            return !last;
        }
        ByteBuf slice = buffer.retainedSlice(buffer.readerIndex() + inBuffer, length);
        inBuffer += length;
        edited(slice);
        return true;
    }

    private void readFile(SpillFile file) {
        int length = (int) Math.min(FILE_CHUNK, file.size() - inFile);
        reading = true;
        file.read(inFile, length, held.allocator(), new SpillFile.ReadResult() {
            @Override
            public void onChunk(ByteBuf chunk) {
                reading = false;
                inFile += length;
                if (stopped) {
                    chunk.release();
                } else {
                    edited(chunk);
                    sink.onMore();
                }
            }

            @Override
            public void onFailure(Throwable cause) {
                reading = false;
                sink.onFailure(cause);
            }
        });
    }

    /** Writes {@code chunk} with what the edits make of it. */
    private void edited(ByteBuf chunk) {
        long end = position + chunk.readableBytes();
        BodyEdit edit = editBefore(end);
        if (edit == null) {
            position = end;
            sink.write(chunk);
            return;
        }
        long start = position;
        while (edit != null) {
            writePart(chunk, start, edit.offset());
            if (position <= edit.offset()) {
                sink.write(Unpooled.wrappedBuffer(edit.replacement()));
            }
            position = Math.min(edit.end(), end);
            if (edit.end() > end) {
                break;
            }
            nextEdit++;
            edit = editBefore(end);
        }
        writePart(chunk, start, end);
        position = end;
        chunk.release();
    }

    private @Nullable BodyEdit editBefore(long end) {
        return nextEdit < edits.size() && edits.get(nextEdit).offset() < end ? edits.get(nextEdit) : null;
    }

    /** Writes the bytes from {@link #position} to {@code to}; {@code chunk} begins at {@code start} of the body. */
    private void writePart(ByteBuf chunk, long start, long to) {
        if (to > position) {
            sink.write(chunk.retainedSlice(chunk.readerIndex() + (int) (position - start), (int) (to - position)));
            position = to;
        }
    }
}
