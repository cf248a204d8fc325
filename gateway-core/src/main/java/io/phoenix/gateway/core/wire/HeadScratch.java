package io.phoenix.gateway.core.wire;

import io.netty.util.concurrent.FastThreadLocal;

/** Arrays that a worker's heads are read in before it is known how large they are. For the time of one look. */
final class HeadScratch {

    /** Bytes that are looked at in one go, which hold most heads. */
    static final int BYTES = 1024;

    private static final FastThreadLocal<HeadScratch> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected HeadScratch initialValue() {
            return new HeadScratch();
        }
    };

    final byte[] bytes = new byte[BYTES];

    /** As many as a head of that size can have fields, and more. */
    final int[] places = new int[BYTES];

    private HeadScratch() {}

    static HeadScratch ofThread() {
        return OF_THREAD.get();
    }
}
