package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Streamed chats at the pace of a GPU: how long tokens are on their way. One stream on each connection. */
final class TokenStreams extends Run {
    private static final int STREAMS = 200;
    private static final long EVERY_MICROS = 20_000;
    private static final int BODY = 300;

    private final Histogram delays = new Histogram(3);
    private final Request[] requests = new Request[Request.BACKENDS.size()];
    private int ended;

    TokenStreams(Load load, Target target, Duration time) {
        super(load, target, STREAMS, null);
        int tokens = (int) Math.max(1, time.toNanos() / 1000 / EVERY_MICROS);
        String query = "?tokens=" + tokens + "&every=" + EVERY_MICROS;
        for (int backend = 0; backend < requests.length; backend++) {
            requests[backend] = Request.chat(
                    "127.0.0.1",
                    backend,
                    Request.body(backend, BODY, Request.Place.FIRST),
                    query,
                    () -> new TokenCheck(tokens, delays));
        }
    }

    @Override
    void onReady(LoadConnection connection) {
        connection.send(requests[connection.number() % requests.length]);
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        ended++;
        if (ended == STREAMS) {
            complete();
        }
    }

    /** A stream ends with its last token. */
    @Override
    void onTimeOver() {}

    @Override
    Sample sample(double seconds) {
        return Sample.of(delays);
    }
}
