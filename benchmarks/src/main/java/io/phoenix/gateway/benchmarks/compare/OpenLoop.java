package io.phoenix.gateway.benchmarks.compare;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Requests at a steady rate, whatever the target does. A latency counts from when the request was due, so that a target
 * that stands still is charged for all that had to wait (no coordinated omission).
 */
class OpenLoop extends Run {
    static final int CONNECTIONS = 64;

    private final List<Request> requests;
    private final long interval;
    private final Histogram latencies = new Histogram(3);
    private final Queue<LoadConnection> idle = new ArrayDeque<>();
    private final Queue<Long> due = new ArrayDeque<>();

    /** When the request under way on each connection was due; 0 where there is none. */
    private final long[] dueAt = new long[CONNECTIONS];

    private int underWay;
    private long next;
    private boolean timeIsOver;

    OpenLoop(Load load, Target target, List<Request> requests, int perSecond) {
        super(load, target, CONNECTIONS, null);
        this.requests = requests;
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    @Override
    final void onReady(LoadConnection connection) {
        idle.add(connection);
        if (next == 0) {
            next = System.nanoTime();
            tick();
        }
        dispatch();
    }

    private void tick() {
        if (isOver() || timeIsOver) {
            return;
        }
        long now = System.nanoTime();
        while (next - now <= 0) {
            due.add(next);
            next += interval;
        }
        dispatch();
        loop().schedule(this::tick, next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void dispatch() {
        while (!due.isEmpty() && !idle.isEmpty()) {
            LoadConnection connection = idle.remove();
            if (connection.isOver()) {
                continue;
            }
            dueAt[connection.number()] = due.remove();
            underWay++;
            connection.send(requests.get(connection.number() % requests.size()));
        }
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        if (isOver()) {
            return;
        }
        record(System.nanoTime() - dueAt[connection.number()]);
        endRequest(connection);
        if (connection.isOver()) {
            replace(connection);
        } else {
            idle.add(connection);
        }
        dispatch();
        completeIfDone();
    }

    /** An answer came so many nanoseconds after it was due. */
    void record(long nanos) {
        latencies.recordValue(nanos);
    }

    /** The request under way on {@code connection} has ended, one way or the other; false if there was none. */
    final boolean endRequest(LoadConnection connection) {
        if (dueAt[connection.number()] == 0) {
            return false;
        }
        dueAt[connection.number()] = 0;
        underWay--;
        return true;
    }

    /** What is due still has to be answered; else the slowest would not count. */
    @Override
    final void onTimeOver() {
        timeIsOver = true;
        completeIfDone();
    }

    final void completeIfDone() {
        if (timeIsOver && due.isEmpty() && underWay == 0) {
            complete();
        }
    }

    @Override
    final Sample sample(double seconds) {
        return Sample.of(latencies);
    }
}
