package io.phoenix.gateway.server.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands lines to a thread of its own, so that whoever logs never waits for a disk: when the queue is full the line is
 * dropped and counted. What is queued at the end is still written. Thread-safe.
 */
final class QueuedAppender extends AsyncAppender {

    private static final int QUEUE = 64 * 1024;
    private static final Duration FLUSH = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);

    private final LongAdder dropped = new LongAdder();

    QueuedAppender(String name) {
        setName(name);
        setQueueSize(QUEUE);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        setMaxFlushTime((int) FLUSH.toMillis());
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
        } else {
            super.append(event);
        }
    }

    /**
     * Waits for the queue to be written before it stops: Logback's own stop interrupts the writer, and an interrupt in
     * the middle of a rotation loses what comes after it.
     */
    @Override
    public void stop() {
        long deadline = System.nanoTime() + FLUSH.toNanos();
        while (isStarted() && getNumberOfElementsInQueue() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        super.stop();
    }

    long dropped() {
        return dropped.sum();
    }
}
