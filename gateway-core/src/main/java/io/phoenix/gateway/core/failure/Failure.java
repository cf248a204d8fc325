package io.phoenix.gateway.core.failure;

import org.jspecify.annotations.Nullable;

/**
 * One thing that went wrong in an exchange, as a value. {@code detail} is a sentence for operators and clients and
 * never holds anything of a body or of a credential. Immutable.
 */
public record Failure(
        FailureKind kind,
        Retry retry,
        String detail,
        @Nullable Throwable cause) {

    /** A failure that must not be tried again. */
    public static Failure of(FailureKind kind, String detail) {
        return new Failure(kind, Retry.NEVER, detail, null);
    }

    /** The same failure with {@code remark} behind the detail, if there is one. */
    public Failure with(@Nullable String remark) {
        return remark == null ? this : new Failure(kind, retry, detail + "; " + remark, cause);
    }

    /** A failure before anything was sent, so that another try is safe. */
    public static Failure unsent(FailureKind kind, String detail, @Nullable Throwable cause) {
        return new Failure(kind, Retry.UNSENT, detail, cause);
    }
}
