package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.upstream.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one exchange. Only the exchange writes it; observers read it when it is over. Times are
 * {@link System#nanoTime()} readings. Confined to the exchange's worker.
 */
public final class ExchangeRecord {

    private final RequestHead head;
    private final String clientAddress;
    private final long startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();

    private @Nullable String route;
    private @Nullable Endpoint endpoint;
    private @Nullable String upstream;
    private RouteDecision.@Nullable ModelChoice model;
    private @Nullable Failure failure;
    private @Nullable String replyCode;
    private int status;
    private int attempts;
    private long requestBytes;
    private long responseBytes;
    private long firstByteNanos;
    private long verdictNanos = -1;
    private long endedNanos;
    private boolean tunnel;
    private boolean refused;

    ExchangeRecord(RequestHead head, String clientAddress) {
        this.head = head;
        this.clientAddress = clientAddress;
    }

    /** The request's head; its headers may have been edited for the backend. */
    public RequestHead head() {
        return head;
    }

    /** The client's address as far as trusted proxies tell. */
    public String clientAddress() {
        return clientAddress;
    }

    /** When the head was complete, in milliseconds since the epoch. */
    public long startedMillis() {
        return startedMillis;
    }

    /** The route's name, or null when none matched. */
    public @Nullable String route() {
        return route;
    }

    /** The upstream's name, or null when none was chosen. */
    public @Nullable String upstream() {
        return upstream;
    }

    /** The endpoint of the last attempt. */
    public @Nullable Endpoint endpoint() {
        return endpoint;
    }

    /** The model asked for and served, on routes that choose by it. */
    public RouteDecision.@Nullable ModelChoice model() {
        return model;
    }

    /** Why it went wrong, or null. */
    public @Nullable Failure failure() {
        return failure;
    }

    /** The code of the reply that the gateway or a guard gave, or null. */
    public @Nullable String replyCode() {
        return replyCode;
    }

    /** Whether a guard of the route gave the answer; {@link #replyCode} then says why. */
    public boolean isRefused() {
        return refused;
    }

    /** The status that the client got, 499 when it left before, 0 never. */
    public int status() {
        return status;
    }

    /** How many attempts were made. */
    public int attempts() {
        return attempts;
    }

    /** Body bytes from the client. */
    public long requestBytes() {
        return requestBytes;
    }

    /** Body bytes to the client. */
    public long responseBytes() {
        return responseBytes;
    }

    /** Nanoseconds from the head of the request to the head of the answer, or -1. */
    public long firstByteNanos() {
        return firstByteNanos == 0 ? -1 : firstByteNanos - startedNanos;
    }

    /** Nanoseconds that the route's guard took for its verdict, or -1. */
    public long verdictNanos() {
        return verdictNanos;
    }

    /** Nanoseconds from the head of the request to the end. */
    public long totalNanos() {
        return endedNanos - startedNanos;
    }

    /** Whether the connection was upgraded. */
    public boolean isTunnel() {
        return tunnel;
    }

    void onRoute(@Nullable String name) {
        route = name;
    }

    void onLocalReply(RouteDecision.Reply reply) {
        route = reply.route();
        String asked = reply.askedModel();
        if (asked != null && model == null) {
            model = new RouteDecision.ModelChoice(asked, null);
        }
    }

    void onForward(String upstreamName, RouteDecision.@Nullable ModelChoice choice) {
        upstream = upstreamName;
        model = choice;
    }

    void onAttempt(Endpoint tried) {
        endpoint = tried;
        attempts++;
    }

    void onRequestBytes(int bytes) {
        requestBytes += bytes;
    }

    void onResponseBytes(long bytes) {
        responseBytes += bytes;
    }

    void onResponseHead(int code) {
        status = code;
        firstByteNanos = System.nanoTime();
    }

    /** The gateway answers by itself, unless an answer went out before. */
    void onReply(LocalReply reply) {
        replyCode = reply.code();
        if (firstByteNanos == 0) {
            onResponseHead(reply.status());
            responseBytes += reply.length();
        }
    }

    void onVerdict(long nanos) {
        verdictNanos = nanos;
    }

    void onRefusal(Guard.Verdict.Refusal refusal) {
        refused = true;
        replyCode = refusal.code();
        onResponseHead(refusal.response().status().code());
        responseBytes += refusal.response().content().readableBytes();
    }

    void onTunnel() {
        tunnel = true;
    }

    void onFailure(Failure reason) {
        failure = reason;
        if (status == 0) {
            status = reason.kind().status();
        }
    }

    void onEnd() {
        endedNanos = System.nanoTime();
    }
}
