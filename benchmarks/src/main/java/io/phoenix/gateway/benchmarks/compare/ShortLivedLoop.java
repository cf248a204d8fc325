package io.phoenix.gateway.benchmarks.compare;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * As {@link OpenLoop}, with connections that are closed after some requests and opened anew, as those of scripts are.
 * What fails is counted and ends nothing; a connection that the target closes between two requests is no failure.
 */
final class ShortLivedLoop extends OpenLoop {
    private static final int REQUESTS = 20;

    /** Before the next try, so that a target that refuses everything is not asked all the time. */
    private static final long PAUSE_MILLIS = 10;

    private final int[] answers = new int[CONNECTIONS];
    private int failed;
    private @Nullable String firstFailure;

    ShortLivedLoop(Load load, Target target, List<Request> requests, int perSecond) {
        super(load, target, requests, perSecond);
    }

    /** How many requests were not answered, answered wrongly, or not sent since nobody took the connection. */
    int failed() {
        return failed;
    }

    /** What went wrong first, or null. */
    @Nullable
    String firstFailure() {
        return firstFailure;
    }

    @Override
    public void onAnswered(LoadConnection connection) {
        answers[connection.number()]++;
        if (answers[connection.number()] % REQUESTS == 0 && !connection.isOver()) {
            connection.close(false);
        }
        super.onAnswered(connection);
    }

    @Override
    public void onFailed(LoadConnection connection, String why) {
        if (isOver()) {
            return;
        }
        if (endRequest(connection) || !connection.wasConnected()) {
            failed++;
            if (firstFailure == null) {
                firstFailure = why;
            }
        }
        loop().schedule(() -> replace(connection), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        completeIfDone();
    }
}
