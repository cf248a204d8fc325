package io.phoenix.gateway.core.failure;

/**
 * What went wrong. Each kind fixes the side that is to blame, the status that a client gets while no answer has begun,
 * and the code under which it stands in replies, logs and metrics. Immutable.
 */
public enum FailureKind {
    CLIENT_CLOSED(Side.CLIENT, 499, "client_closed"),
    CLIENT_TIMEOUT(Side.CLIENT, 408, "request_timeout"),
    BAD_REQUEST(Side.CLIENT, 400, "bad_request"),
    BODY_TOO_LARGE(Side.CLIENT, 413, "body_too_large"),
    BODY_EXPANDS(Side.CLIENT, 413, "body_expands_too_much"),
    BAD_CODING(Side.CLIENT, 400, "invalid_content_encoding"),
    CONNECT_FAILED(Side.UPSTREAM, 502, "upstream_unreachable"),
    CONNECT_TIMEOUT(Side.UPSTREAM, 504, "upstream_connect_timeout"),
    TLS_FAILED(Side.UPSTREAM, 502, "upstream_tls_failed"),
    UPSTREAM_CLOSED(Side.UPSTREAM, 502, "upstream_closed"),
    BAD_RESPONSE(Side.UPSTREAM, 502, "upstream_bad_response"),
    RESPONSE_TIMEOUT(Side.UPSTREAM, 504, "upstream_timeout"),
    IDLE_TIMEOUT(Side.UPSTREAM, 504, "upstream_idle_timeout"),
    AUTH_UNAVAILABLE(Side.UPSTREAM, 503, "auth_unavailable"),
    NO_CAPACITY(Side.GATEWAY, 503, "no_capacity"),
    SPILL_FAILED(Side.GATEWAY, 507, "spill_failed"),
    OUT_OF_MEMORY(Side.GATEWAY, 503, "out_of_memory"),
    SHUTDOWN(Side.GATEWAY, 503, "shutting_down"),
    INTERNAL(Side.GATEWAY, 500, "internal_error");

    /** Who is to blame. */
    public enum Side {
        CLIENT,
        UPSTREAM,
        GATEWAY
    }

    private final Side side;
    private final int status;
    private final String code;

    FailureKind(Side side, int status, String code) {
        this.side = side;
        this.status = status;
        this.code = code;
    }

    /** Who is to blame. */
    public Side side() {
        return side;
    }

    /** The HTTP status for the client; 499 stands only in logs. */
    public int status() {
        return status;
    }

    /** The stable name in replies, logs and metrics. */
    public String code() {
        return code;
    }
}
