package io.phoenix.gateway.benchmarks.compare;

/** An answer that takes its time. Confined to its connection's event loop. */
interface LongAnswer {
    /** The connection takes bytes again. */
    default void onWritable() {}

    /** Whether its last byte was written. */
    boolean isOver();

    /** The connection is gone. */
    default void cancel() {}
}
