package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of one held body that lies on disk. Called on the exchange's worker and calls back on it; the file itself is
 * touched on the spill thread only, in the order of the calls.
 */
final class SpillFile {

    private final SpillDisk disk;
    private final EventExecutor worker;
    private long appended;
    private boolean closed;
    // Confined to the spill thread.
    private @Nullable FileChannel channel;

    SpillFile(SpillDisk disk, EventExecutor worker) {
        this.disk = disk;
        this.worker = worker;
    }

    /** Bytes given to {@link #append}. */
    long size() {
        return appended;
    }

    /** Appends {@code chunk}, which it owns; {@code done} hears null, or why it failed. */
    void append(ByteBuf chunk, Consumer<@Nullable Throwable> done) {
        long position = appended;
        appended += chunk.readableBytes();
        onDisk(() -> {
            Throwable failure = null;
            try {
                FileChannel file = channel;
                if (file == null) {
                    file = disk.open();
                    channel = file;
                }
                long at = position;
                while (chunk.isReadable()) {
                    at += chunk.readBytes(file, at, chunk.readableBytes());
                }
            } catch (Throwable e) {
                // Nothing else would tell the exchange, which waits for this.
                failure = e;
            } finally {
                chunk.release();
            }
            callBack(done, failure);
        });
    }

    /** What a read brought. */
    interface ReadResult {
        /** The bytes, owned by the receiver. */
        void onChunk(ByteBuf chunk);

        /** The disk failed. */
        void onFailure(Throwable cause);
    }

    /** Reads exactly {@code length} bytes, all of them appended before. */
    void read(long position, int length, ByteBufAllocator allocator, ReadResult result) {
        onDisk(() -> {
            ByteBuf chunk;
            try {
                chunk = readFully(position, length, allocator);
            } catch (Throwable e) {
                this.<Throwable>callBack(result::onFailure, e);
                return;
            }
            deliver(chunk, result);
        });
    }

    private void deliver(ByteBuf chunk, ReadResult result) {
        try {
            worker.execute(() -> {
                if (closed) {
                    chunk.release();
                } else {
                    result.onChunk(chunk);
                }
            });
        } catch (RejectedExecutionException e) {
            // The program is stopping, and nobody waits for it.
            chunk.release();
        }
    }

    private ByteBuf readFully(long position, int length, ByteBufAllocator allocator) throws IOException {
        ByteBuf chunk = allocator.directBuffer(length);
        try {
            FileChannel file = channel;
            while (chunk.readableBytes() < length) {
                long at = position + chunk.readableBytes();
                if (file == null || chunk.writeBytes(file, at, length - chunk.readableBytes()) < 0) {
                    throw new EOFException("the spill file is shorter than what was written to it");
                }
            }
            return chunk;
        } catch (IOException | RuntimeException e) {
            chunk.release();
            throw e;
        }
    }

    /** Gives the space back; nothing is called back any more. */
    void close() {
        closed = true;
        onDisk(() -> {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // A nameless file that cannot be closed is the operating system's to reclaim.
                channel = null;
            }
        });
    }

    private <T extends @Nullable Throwable> void callBack(Consumer<T> done, T failure) {
        worker.execute(() -> {
            if (!closed) {
                done.accept(failure);
            }
        });
    }

    private void onDisk(Runnable task) {
        try {
            disk.thread().execute(task);
        } catch (RejectedExecutionException e) {
            // The program is stopping: run it here, so that buffers and the file are let go of.
            task.run();
        }
    }
}
