package io.phoenix.gateway.core.failure;

/** Whether a failed attempt may be made again, as far as the failure itself can tell. */
public enum Retry {
    /** The request may have run, or trying again is no use. */
    NEVER,
    /** Nothing was sent: it cannot have run. */
    UNSENT,
    /**
     * A pooled connection turned out to be closed before it gave a byte of the answer, or the endpoint said that it
     * takes no more on it: the same request is good for another connection.
     */
    STALE_CONNECTION
}
