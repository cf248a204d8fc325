package io.phoenix.gateway.benchmarks.compare;

/** New connections with TLS, one small request on each. */
final class Handshakes extends Run {
    static final Measure RATE = new Measure("handshakes/s", true);
    private static final int AT_ONCE = 16;

    private final Request request;
    private long answers;
    private boolean timeIsOver;

    Handshakes(Load load, Target target, String tlsName) {
        super(load, target, AT_ONCE, tlsName);
        this.request = Request.small(target, tlsName);
    }

    @Override
    void onReady(LoadConnection connection) {
        connection.send(request);
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        if (isOver()) {
            return;
        }
        answers++;
        if (timeIsOver) {
            complete();
            return;
        }
        // Ports that wait for their connection to be forgotten would run out.
        connection.close(true);
        replace(connection);
    }

    /** One there must be, however long it takes. */
    @Override
    void onTimeOver() {
        timeIsOver = true;
        if (answers > 0) {
            complete();
        }
    }

    @Override
    Sample sample(double seconds) {
        return Sample.of(RATE, answers / seconds, answers);
    }
}
