package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.upstream.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one exchange may stand still, depending on whom it waits for, and what it is called when that was too long.
 * Confined to the exchange's worker.
 */
final class SilenceLimits {

    private final Deadlines deadlines;
    private final Duration requestIdle;
    private final Runnable onExpiry;

    SilenceLimits(Deadlines deadlines, Duration requestIdle, Runnable onExpiry) {
        this.deadlines = deadlines;
        this.requestIdle = requestIdle;
        this.onExpiry = onExpiry;
    }

    /**
     * Something moved: the limit begins anew.
     *
     * @param endpoint that of the attempt, or null while only the client is waited for
     * @param answerAwaited whether it has got the whole request and has not answered
     */
    void restart(@Nullable Endpoint endpoint, boolean answerAwaited) {
        Duration limit = endpoint == null
                ? requestIdle
                : answerAwaited
                        ? endpoint.policy().firstByteTimeout()
                        : endpoint.policy().idleTimeout();
        deadlines.set(limit.toNanos(), onExpiry);
    }

    /** Waits for nothing. */
    void clear() {
        deadlines.clear();
    }

    /** The failure of a limit that was {@link #restart}ed like this; {@code clientIsSlow} says whose turn it was. */
    Failure failure(@Nullable Endpoint endpoint, boolean answerAwaited, boolean clientIsSlow) {
        if (endpoint == null) {
            return Failure.of(
                    FailureKind.CLIENT_TIMEOUT, "the client sent nothing for " + requestIdle.toSeconds() + " s");
        }
        if (answerAwaited) {
            return Failure.of(
                    FailureKind.RESPONSE_TIMEOUT,
                    endpoint + " gave no answer within "
                            + endpoint.policy().firstByteTimeout().toMillis() + " ms");
        }
        String idle = endpoint.policy().idleTimeout().toMillis() + " ms";
        return clientIsSlow
                ? Failure.of(FailureKind.CLIENT_TIMEOUT, "the client did nothing for " + idle)
                : Failure.of(FailureKind.IDLE_TIMEOUT, endpoint + " did nothing for " + idle);
    }
}
