package io.phoenix.gateway.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

/** The memory of the buffers of all gateways in this process. */
final class DirectMemory {

    private DirectMemory() {}

    /** Bytes that the allocator has from the system, used or not. */
    static long used() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
