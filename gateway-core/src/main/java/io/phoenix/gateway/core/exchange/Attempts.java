package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.Retry;
import io.phoenix.gateway.core.upstream.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one exchange: which endpoint is next, which one is at work, and whether there may be another.
 * Confined to the exchange's worker.
 */
final class Attempts {

    private final List<Endpoint> tried = new ArrayList<>(1);
    private @Nullable UpstreamRequest request;
    private @Nullable Attempt current;

    /** All attempts will send {@code forwarded}. */
    void begin(UpstreamRequest forwarded) {
        request = forwarded;
    }

    /** The endpoint to go to, or null if every one was tried; {@code stale} stays with the one whose connection was. */
    @Nullable
    Endpoint next(boolean stale) {
        return stale && current != null
                ? current.endpoint()
                : request().upstream().select(tried);
    }

    /** Makes {@code attempt} the one at work. */
    void add(Attempt attempt) {
        tried.add(attempt.endpoint());
        current = attempt;
    }

    /**
     * Whether there may be another attempt after {@code failure}.
     *
     * @param replayable whether the request can be sent from its first byte, and no answer has begun
     */
    boolean mayRetry(Failure failure, int made, boolean replayable) {
        return current != null
                && RetryPolicy.allows(failure, made, replayable)
                && (failure.retry() == Retry.STALE_CONNECTION
                        || request().upstream().select(tried) != null);
    }

    /** {@code failure} with what is known of the endpoint anyway, where it is to blame. */
    Failure remarked(Failure failure) {
        return current == null || failure.kind().side() != FailureKind.Side.UPSTREAM
                ? failure
                : failure.with(request().upstream().remark(current.endpoint()));
    }

    /** Sends what the attempt at work, if there is one, has written. */
    void flush() {
        if (current != null) {
            current.flush();
        }
    }

    /** Stops the attempt at work, if there is one. */
    void abort() {
        if (current != null) {
            current.abort();
        }
    }

    /** What the attempts send. */
    UpstreamRequest request() {
        return Objects.requireNonNull(request, "not forwarded");
    }

    /** The attempt at work. */
    Attempt current() {
        return Objects.requireNonNull(current, "not attempted");
    }

    /** The attempt at work, or null before the first one. */
    @Nullable
    Attempt orNull() {
        return current;
    }

    /** The endpoint of the attempt at work, or null before the first one. */
    @Nullable
    Endpoint endpoint() {
        return current == null ? null : current.endpoint();
    }
}
