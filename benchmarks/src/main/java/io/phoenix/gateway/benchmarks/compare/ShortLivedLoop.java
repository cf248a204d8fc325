package io.phoenix.gateway.benchmarks.compare;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * As {@link OpenLoop}, with connections that are closed after some requests and opened anew, as those of scripts are.
 * What fails is counted and ends nothing; a connection that the target closes between two requests is no failure.
 */
final class ShortLivedLoop extends OpenLoop {
    private static final int REQUESTS = 20;

    /** Before the next try, so that a target that refuses everything is not asked all the time. */
    private static final long PAUSE_MILLIS = 10;

    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(500);

    private final Histogram window = new Histogram(3);
    private long windowBegun;
    private long worst;

    private final int[] answers = new int[CONNECTIONS];
    private final Map<String, Integer> failures = new TreeMap<>();
    private int onKept;

    ShortLivedLoop(Load load, Target target, List<Request> requests, int perSecond) {
        super(load, target, requests, perSecond);
    }

    /** How many requests were not answered, answered wrongly, or not sent since nobody took the connection, and why. */
    Map<String, Integer> failures() {
        return failures;
    }

    /** How many of these were sent on a connection that had been answered before: it was closed at that moment. */
    int failuresOnKept() {
        return onKept;
    }

    /** The 99th percentile of the worst half second, in nanoseconds: of that, a longer run makes no less. */
    long worst() {
        return worst;
    }

    @Override
    void record(long nanos) {
        super.record(nanos);
        long now = System.nanoTime();
        if (windowBegun == 0) {
            windowBegun = now;
        } else if (now - windowBegun > WINDOW) {
            worst = Math.max(worst, window.getValueAtPercentile(99));
            window.reset();
            windowBegun = now;
        }
        window.recordValue(nanos);
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        int number = connection.number();
        answers[number] = connection.isOver() ? 0 : answers[number] + 1;
        if (answers[number] == REQUESTS) {
            answers[number] = 0;
            connection.close(false);
        }
        super.onAnswered(connection);
    }

    @Override
    public void onClosed(LoadConnection connection) {
        answers[connection.number()] = 0;
        super.onClosed(connection);
    }

    @Override
    public void onFailed(LoadConnection connection, String why) {
        if (isOver()) {
            return;
        }
        if (endRequest(connection) || !connection.wasConnected()) {
            boolean kept = answers[connection.number()] > 0;
            onKept += kept ? 1 : 0;
            failures.merge((kept ? "a kept connection: " : "a new connection: ") + why, 1, Integer::sum);
        }
        answers[connection.number()] = 0;
        loop().schedule(() -> replace(connection), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        completeIfDone();
    }
}
