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
final class OpenLoop extends Run {
    private static final int CONNECTIONS = 64;

    private final List<Request> requests;
    private final long interval;
    private final Histogram latencies = new Histogram(3);
    private final Queue<LoadConnection> idle = new ArrayDeque<>();
    private final Queue<Long> due = new ArrayDeque<>();
    private final long[] dueAt = new long[CONNECTIONS];
    private long next;
    private boolean timeIsOver;

    OpenLoop(Load load, Target target, List<Request> requests, int perSecond) {
        super(load, target, CONNECTIONS, null);
        this.requests = requests;
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    @Override
    void onReady(LoadConnection connection) {
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
            connection.send(requests.get(connection.number() % requests.size()));
        }
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        if (isOver()) {
            return;
        }
        latencies.recordValue(System.nanoTime() - dueAt[connection.number()]);
        if (connection.isOver()) {
            replace(connection);
        } else {
            idle.add(connection);
        }
        dispatch();
        if (timeIsOver && due.isEmpty() && idle.size() == CONNECTIONS) {
            complete();
        }
    }

    /** What is due still has to be answered; else the slowest would not count. */
    @Override
    void onTimeOver() {
        timeIsOver = true;
        if (due.isEmpty() && idle.size() == CONNECTIONS) {
            complete();
        }
    }

    @Override
    Sample sample(double seconds) {
        return Sample.of(latencies);
    }
}
