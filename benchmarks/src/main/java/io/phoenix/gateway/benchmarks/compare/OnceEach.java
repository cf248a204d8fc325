package io.phoenix.gateway.benchmarks.compare;

import java.util.List;

/** One request on each connection, all at once: how long until all are answered. */
final class OnceEach extends Run {
    private static final Measure SECONDS = new Measure("until all are answered, s", false);

    private final List<Request> requests;
    private final int connections;
    private int answers;

    OnceEach(Load load, Target target, int connections, List<Request> requests) {
        super(load, target, connections, null);
        this.requests = requests;
        this.connections = connections;
    }

    @Override
    void onReady(LoadConnection connection) {
        connection.send(requests.get(connection.number() % requests.size()));
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        answers++;
        if (answers == connections) {
            complete();
        }
    }

    /** It takes as long as it takes. */
    @Override
    void onTimeOver() {}

    @Override
    Sample sample(double seconds) {
        return Sample.of(SECONDS, seconds, answers);
    }
}
