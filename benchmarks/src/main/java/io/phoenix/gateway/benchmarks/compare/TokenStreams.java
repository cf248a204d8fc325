package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Streamed chats at the pace of a GPU: how long tokens are on their way, once all streams stand. All of them are opened
 * at the same moment, and what that does to the tokens of those that stand already is told apart. One stream on each
 * connection.
 */
final class TokenStreams extends Run {
    private static final int STREAMS = 200;
    private static final long EVERY_MICROS = 20_000;
    private static final int BODY = 300;

    private static final Measure OPENING = new Measure("p99 while all open at once, ms", false);

    private final Histogram opening = new Histogram(3);
    private final Histogram delays = new Histogram(3);
    private final Request[] requests = new Request[Request.BACKENDS.size()];
    private int begun;
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
                    () -> new TokenCheck(tokens, this::onToken));
        }
    }

    @Override
    void onReady(LoadConnection connection) {
        connection.send(requests[connection.number() % requests.length]);
    }

    private void onToken(int number, long nanos) {
        if (number == 0) {
            begun++;
        }
        (begun < STREAMS ? opening : delays).recordValue(nanos);
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
        Sample standing = Sample.of(delays);
        Map<Measure, Double> values = new LinkedHashMap<>(standing.values());
        values.put(OPENING, opening.getValueAtPercentile(99) / 1e6);
        return new Sample(values, opening.getTotalCount() + standing.answers(), null);
    }
}
