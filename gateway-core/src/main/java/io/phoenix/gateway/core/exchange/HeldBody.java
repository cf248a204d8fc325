package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request that are held until it is known where they go, and while they may have to be sent again: in
 * memory up to a limit, then in a {@link SpillFile}. Owns its buffers until {@link #release}. Confined to the
 * exchange's worker.
 */
final class HeldBody {

    /** Smaller pieces are copied together, since each would pin a whole receive buffer. */
    private static final int SMALL = 2048;

    private static final int SEGMENT = 16 * 1024;
    /** Bytes on their way to the disk above which the client is not read. */
    private static final int SPILL_QUEUE = 256 * 1024;

    /** Hears of the disk. */
    interface Owner {
        /** Stop the client: the disk is behind. */
        void onSpillBehind();

        /** The disk has caught up. */
        void onSpillCaughtUp();

        /** The disk refused; the body cannot be held. */
        void onSpillFailed(Throwable cause);
    }

    private final ByteBufAllocator allocator;
    private final EventExecutor worker;
    private final BodyBudget budget;
    private final SpillDisk disk;
    private final int memoryLimit;
    private final Owner owner;
    private final List<ByteBuf> memory = new ArrayList<>(4);
    private int inMemory;
    private int taken;
    private @Nullable ByteBuf segment;
    private @Nullable SpillFile file;
    private int spilling;

    HeldBody(
            ByteBufAllocator allocator,
            EventExecutor worker,
            BodyBudget budget,
            SpillDisk disk,
            int memoryLimit,
            Owner owner) {
        this.allocator = allocator;
        this.worker = worker;
        this.budget = budget;
        this.disk = disk;
        this.memoryLimit = memoryLimit;
        this.owner = owner;
    }

    /** Takes ownership of {@code chunk} and appends it. */
    void add(ByteBuf chunk) {
        int length = chunk.readableBytes();
        if (length == 0) {
            chunk.release();
        } else if (file == null && inMemory + length <= memoryLimit && budget.tryTake(length)) {
            taken += length;
            inMemory += length;
            keep(chunk, length);
        } else {
            spill(chunk, length);
        }
    }

    private void keep(ByteBuf chunk, int length) {
        if (length >= SMALL || memory.isEmpty()) {
            memory.add(chunk);
            segment = null;
            return;
        }
        ByteBuf tail = segment;
        if (tail == null || tail.writableBytes() < length) {
            tail = allocator.directBuffer(SEGMENT, SEGMENT);
            segment = tail;
            memory.add(tail);
        }
        tail.writeBytes(chunk);
        chunk.release();
    }

    private void spill(ByteBuf chunk, int length) {
        SpillFile spill = file;
        if (spill == null) {
            spill = new SpillFile(disk, worker);
            file = spill;
        }
        boolean wasBehind = spilling > SPILL_QUEUE;
        spilling += length;
        if (!wasBehind && spilling > SPILL_QUEUE) {
            owner.onSpillBehind();
        }
        spill.append(chunk, failure -> {
            boolean behind = spilling > SPILL_QUEUE;
            spilling -= length;
            if (failure != null) {
                owner.onSpillFailed(failure);
            } else if (behind && spilling <= SPILL_QUEUE) {
                owner.onSpillCaughtUp();
            }
        });
    }

    /** Bytes held, wherever they are. */
    long size() {
        return inMemory + (file == null ? 0 : file.size());
    }

    /** Bytes held in memory. */
    int inMemory() {
        return inMemory;
    }

    List<ByteBuf> memory() {
        return memory;
    }

    @Nullable
    SpillFile file() {
        return file;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** Lets go of everything. May be called again. */
    void release() {
        memory.forEach(ByteBuf::release);
        memory.clear();
        segment = null;
        inMemory = 0;
        budget.giveBack(taken);
        taken = 0;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
