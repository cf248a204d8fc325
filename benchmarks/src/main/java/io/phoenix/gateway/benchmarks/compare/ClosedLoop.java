package io.phoenix.gateway.benchmarks.compare;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Connections that each send their next request when the answer to the last one is there: what a target can do. */
final class ClosedLoop extends Run {
    private final List<Request> requests;
    private final int[] sent;
    private final Histogram latencies = new Histogram(3);
    private final long bytes;
    private boolean timeIsOver;

    /**
     * {@code requests} in turn on each connection; {@code bytes} is what each moves, or 0 if only their number counts.
     */
    ClosedLoop(
            Load load, Target target, int connections, @Nullable String tlsName, List<Request> requests, long bytes) {
        super(load, target, connections, tlsName);
        this.requests = requests;
        this.sent = new int[connections];
        this.bytes = bytes;
    }

    @Override
    int backend(int number) {
        return requests.get(number % requests.size()).backend();
    }

    @Override
    void onReady(LoadConnection connection) {
        int turn = connection.number() + (target().isProxy() ? sent[connection.number()]++ : 0);
        connection.send(requests.get(turn % requests.size()));
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        if (isOver()) {
            return;
        }
        latencies.recordValue(System.nanoTime() - connection.sentAt());
        if (timeIsOver) {
            complete();
        } else if (connection.isOver()) {
            replace(connection);
        } else {
            onReady(connection);
        }
    }

    /** One answer there must be, however long it takes. */
    @Override
    void onTimeOver() {
        timeIsOver = true;
        if (latencies.getTotalCount() > 0) {
            complete();
        }
    }

    @Override
    Sample sample(double seconds) {
        long answers = latencies.getTotalCount();
        return bytes == 0
                ? Sample.of(Measure.RATE, answers / seconds, answers)
                : Sample.of(Measure.THROUGHPUT, answers * bytes / 1e6 / seconds, answers);
    }
}
