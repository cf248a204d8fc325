package io.phoenix.gateway.server.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands lines to a thread of its own, so that whoever logs never waits for a disk: when the queue is full the line is
 * dropped and counted. The thread sleeps until there is a line, then waits for more to come, and writes them in one go:
 * to wake it for each line would cost a busy worker more than all else that it does for the log. What is queued at the
 * end is still written. Thread-safe.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int QUEUE = 64 * 1024;
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(10);

    private final LineFile target;
    private final Queue<ILoggingEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Thread writer;
    private volatile boolean stopping;

    /** Writes to {@code target}, which it stops with itself. */
    QueuedAppender(String name, LineFile target) {
        setName(name);
        this.target = target;
        this.writer = new Thread(this::write, "log-" + name);
        this.writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (queued.incrementAndGet() > QUEUE) {
            queued.decrementAndGet();
            dropped.increment();
            return;
        }
        event.prepareForDeferredProcessing();
        queue.add(event);
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            LockSupport.unpark(writer);
        }
    }

    private void write() {
        while (!stopping) {
            awaitLines();
            drain();
        }
        drain();
    }

    private void awaitLines() {
        asleep.set(true);
        while (asleep.get() && queue.isEmpty() && !stopping) {
            LockSupport.park(this);
        }
        asleep.set(false);
        if (!stopping) {
            LockSupport.parkNanos(this, GATHER.toNanos());
        }
    }

    private void drain() {
        ILoggingEvent event;
        boolean written = false;
        while ((event = queue.poll()) != null) {
            queued.decrementAndGet();
            target.doAppend(event);
            written = true;
        }
        if (written) {
            target.flush();
        }
    }

    /** Waits until what is queued is written, but not for ever for a disk that hangs. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        stopping = true;
        LockSupport.unpark(writer);
        try {
            writer.join(LAST_FLUSH.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        target.stop();
    }

    long dropped() {
        return dropped.sum();
    }
}
