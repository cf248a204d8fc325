package io.phoenix.gateway.server.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands lines to a thread of its own, so that whoever logs never waits for a disk: when the queue is full the line is dropped and counted. What is queued at the end is still
 * written. Thread-safe.
 */
final class QueuedAppender extends AsyncAppender {

    private static final int QUEUE = 64 * 1024;
    private static final int FLUSH_MILLIS = 10_000;

    private final LongAdder dropped = new LongAdder();

    QueuedAppender(String name) {
        setName(name);
        setQueueSize(QUEUE);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime(FLUSH_MILLIS);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
        } else {
            super.append(event);
        }
    }

    long dropped() {
        return dropped.sum();
    }
}
