package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.Retry;

/**
 * The one place that says "again" or "give up". It never says "again" once a byte of the answer went to the client, nor
 * when a byte of the request is no longer held, nor on a time limit: the GPU may be at work on the first one.
 * Stateless.
 */
final class RetryPolicy {

    private static final int MOST_ATTEMPTS = 3;

    private RetryPolicy() {}

    static boolean allows(Failure failure, int attempts, boolean wholeRequestHeld) {
        return failure.retry() != Retry.NEVER && wholeRequestHeld && attempts < MOST_ATTEMPTS;
    }
}
