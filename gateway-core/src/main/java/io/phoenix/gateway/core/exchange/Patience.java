package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one exchange may stand still, depending on whom it waits for, how slow its client may be, and what it is
 * called when that was too much. Confined to the exchange's worker.
 */
final class Patience {

    private final RequestHead head;
    private final ClientSide client;
    private final ExchangeRecord record;
    private final RequestIntake intake;
    private final RequestRelay relay;
    private final Answer answer;
    private final Attempts attempts;
    private final Duration requestIdle;
    private final Runnable onSilence;
    private @Nullable RequestPace pace;

    /**
     * The patience with one exchange.
     *
     * @param requestIdle how long the client may be silent before its request goes anywhere
     * @param onSilence called when nothing has moved for too long; {@link #silence} says what that is
     */
    Patience(
            RequestHead head,
            ClientSide client,
            ExchangeRecord record,
            RequestIntake intake,
            RequestRelay relay,
            Answer answer,
            Attempts attempts,
            Duration requestIdle,
            Runnable onSilence) {
        this.head = head;
        this.client = client;
        this.record = record;
        this.intake = intake;
        this.relay = relay;
        this.answer = answer;
        this.attempts = attempts;
        this.requestIdle = requestIdle;
        this.onSilence = onSilence;
    }

    /** Something moved on either side: the limit of silence begins anew. */
    void onProgress() {
        Endpoint endpoint = attempts.endpoint();
        Duration limit = endpoint == null
                ? requestIdle
                : isAnswerAwaited()
                        ? endpoint.policy().firstByteTimeout()
                        : endpoint.policy().idleTimeout();
        client.deadlines().set(limit.toNanos(), onSilence);
    }

    /** Waits for nothing. */
    void clear() {
        client.deadlines().clear();
    }

    /** Whether the upstream has got the whole request and has not answered. */
    private boolean isAnswerAwaited() {
        return intake.isEnded() && relay.isFed() && !answer.isBegun();
    }

    /** The failure of an exchange in which nothing has moved for too long. */
    Failure silence() {
        Attempt attempt = attempts.orNull();
        if (attempt == null) {
            return Failure.of(
                    FailureKind.CLIENT_TIMEOUT, "the client sent nothing for " + requestIdle.toSeconds() + " s");
        }
        Endpoint endpoint = attempt.endpoint();
        if (isAnswerAwaited()) {
            return Failure.of(
                    FailureKind.RESPONSE_TIMEOUT,
                    endpoint + " gave no answer within "
                            + endpoint.policy().firstByteTimeout().toMillis() + " ms");
        }
        boolean clientIsSlow = answer.isBegun() ? !client.isWritable() : relay.isFed() && attempt.isWritable();
        String idle = endpoint.policy().idleTimeout().toMillis() + " ms";
        if (isCall() && relay.isFed() && attempt.isWritable() && client.isWritable()) {
            // Either might have spoken.
            return Failure.of(FailureKind.IDLE_TIMEOUT, "nothing was said in this call for " + idle);
        }
        return clientIsSlow
                ? Failure.of(FailureKind.CLIENT_TIMEOUT, "the client did nothing for " + idle)
                : Failure.of(FailureKind.IDLE_TIMEOUT, endpoint + " did nothing for " + idle);
    }

    /**
     * A window of the client's time is over: the failure if it sent too little, or null. Once the answer has begun, the
     * two may talk as they like, and in a call of gRPC from the start, whose server may have nothing to say before it
     * has heard all: then only silence ends them.
     */
    @Nullable
    Failure slowSender(PaceWindow window) {
        RequestPace requestPace = pace;
        if (requestPace == null) {
            requestPace = new RequestPace(client.gate());
            pace = requestPace;
        }
        boolean awaited = !answer.isBegun() && intake.isAwaited() && !isCall();
        if (!requestPace.isTooSlow(awaited, record.requestBytes(), window.leastSent())) {
            return null;
        }
        return Failure.of(
                FailureKind.CLIENT_TIMEOUT,
                "the client sent less than " + window.leastSent() + " bytes of the request's body in "
                        + window.length().toMillis() + " ms");
    }

    /** Only towards an upstream that takes such calls: anybody can write the type of one on a body. */
    private boolean isCall() {
        Endpoint endpoint = attempts.endpoint();
        return head.isGrpc() && endpoint != null && endpoint.protocol() == UpstreamProtocol.HTTP_2;
    }

    /** The failure of a client that takes too little of what waits for it. */
    static Failure slowReader(PaceWindow window) {
        return Failure.of(
                FailureKind.CLIENT_TIMEOUT,
                "the client took less than " + window.leastTaken() + " bytes of what waited for it in "
                        + window.length().toMillis() + " ms");
    }
}
