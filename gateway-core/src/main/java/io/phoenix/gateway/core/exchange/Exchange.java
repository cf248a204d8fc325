package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.Retry;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one request, from its validated head to {@link #finish}, which every request reaches exactly
 * once. It alone changes the phase; errors from anywhere come in by {@link #fail}. What is done within a phase is done
 * by its parts: {@link Routing}, {@link RequestIntake} and {@link RequestRelay}, {@link Attempts}, {@link AnswerRelay}.
 * Confined to the client's worker.
 */
final class Exchange implements RequestIntake.Taker {

    private enum Phase {
        /** The route's guard is asked; nothing of the body is wanted yet. */
        ASKING,
        /** The body is read for the decision and held. */
        HOLDING,
        /** An endpoint is chosen; its connection is not there yet. */
        CONNECTING,
        /** Request and answer move. */
        RELAYING,
        /** The protocol was switched; bytes move. */
        TUNNEL,
        DONE
    }

    private final ClientSide client;
    private final ExchangeEnvironment environment;
    private final RequestHead head;
    private final ExchangeRecord record;
    private final RequestIntake intake;
    private final RequestRelay relay;
    private final Answer answer;
    private final AnswerRelay answers;
    private final Routing routing;
    private final Attempts attempts = new Attempts();
    private final Patience patience;

    private Phase phase = Phase.HOLDING;
    private @Nullable Tunnel tunnel;

    Exchange(RequestHead head, ClientSide client, EventExecutor worker, ExchangeEnvironment environment) {
        this.head = head;
        this.client = client;
        this.environment = environment;
        this.record = new ExchangeRecord(head, environment.forwarded().clientAddress(head));
        this.intake = new RequestIntake(head, client, record, this);
        this.relay = new RequestRelay(this, client, worker, environment);
        this.answer = new Answer(head, client, record, environment.forwarded());
        this.answers = new AnswerRelay(this, head, client, intake, answer);
        this.routing = new Routing(this, head, client, environment, record, intake, answer);
        this.patience = new Patience(
                head,
                client,
                record,
                intake,
                relay,
                answer,
                attempts,
                environment.limits().requestIdle(),
                this::onSilence);
    }

    // ---- the decision ----

    /** Answers a head that did not pass validation; nothing that follows it on the connection can be trusted. */
    void refuseHead(LocalReply reply) {
        answer.reply(reply, true);
        end();
    }

    /** Routes the head. */
    void begin() {
        if (environment.forwarded().isLoop(head)) {
            reply(LocalReply.error(508, "loop_detected", "this request has been through this gateway before"));
            return;
        }
        routing.begin();
    }

    /** The route's guard is asked. */
    void onAsking() {
        phase = Phase.ASKING;
    }

    /** The route's guard has let the request pass; what that leads to is still to be decided. */
    void onHolding() {
        phase = Phase.HOLDING;
        onProgress();
    }

    /** What the guard held up is to move. */
    void onPassage() {
        intake.handOut();
        if (phase == Phase.HOLDING) {
            client.gate().open(ReadGate.Reason.NOT_READY);
        }
        resumeIntake();
    }

    /** It is decided where the request goes. */
    void forward(UpstreamRequest request) {
        attempts.begin(request);
        attempt(false);
    }

    // ---- the request's body ----

    /** Takes ownership of a piece of the request's body. */
    void onRequestContent(HttpContent content) {
        intake.onContent(content);
    }

    @Override
    public boolean isReady() {
        return switch (phase) {
            case HOLDING -> !relay.isDiskBehind();
            case RELAYING -> relay.isFed() && attempts.current().isWritable();
            default -> false;
        };
    }

    @Override
    public void onBody(ByteBuf piece, boolean last) {
        onProgress();
        RouteDecision decision = routing.read(piece, last);
        if (decision instanceof RouteDecision.Reply) {
            piece.release();
        } else if (relay.isFed()) {
            relay.pass(piece, last);
        } else {
            relay.hold(piece);
        }
        if (decision != null) {
            routing.decided(decision);
        }
    }

    /** Whether a read of the client is being passed on. */
    boolean isClientReading() {
        return client.isReading();
    }

    /** One read of the client was passed on. */
    void onRequestReadComplete() {
        attempts.flush();
    }

    /** The disk takes what is to be held again. */
    void onDiskCaughtUp() {
        resumeIntake();
    }

    private void resumeIntake() {
        intake.resume();
        attempts.flush();
    }

    // ---- attempts ----

    private void attempt(boolean stale) {
        Endpoint endpoint = attempts.next(stale);
        String upstream = attempts.request().upstream().name();
        if (endpoint == null) {
            fail(Failure.of(FailureKind.CONNECT_FAILED, "no endpoint of " + upstream + " is left"));
            return;
        }
        if (head.upgrade() != null && endpoint.protocol() == UpstreamProtocol.HTTP_2) {
            reply(LocalReply.error(501, "upgrade_not_supported", upstream + " speaks HTTP/2, which has no Upgrade"));
            return;
        }
        phase = Phase.CONNECTING;
        record.onAttempt(endpoint);
        if (head.upgrade() != null) {
            client.gate().close(ReadGate.Reason.NOT_READY);
        }
        patience.clear();
        Attempt attempt = new Attempt(this, answers, attempts.request(), endpoint);
        attempts.add(attempt);
        // A request that could not be sent twice never rides on a connection that may prove stale.
        attempt.start(environment.pool(), stale || !relay.fitsReplayWindow(bodyLength()));
        // Not before: with a connection from the pool the reading would be switched off and on for nothing.
        if (phase == Phase.CONNECTING && !intake.isEnded()) {
            client.gate().close(ReadGate.Reason.NOT_READY);
        }
    }

    /** The body's length before edits, or -1 where only its end will tell. */
    private long bodyLength() {
        return intake.isEnded() ? relay.size() : intake.length();
    }

    /** The current attempt has its connection. */
    void onConnected() {
        phase = Phase.RELAYING;
        Attempt attempt = attempts.current();
        UpstreamRequest request = attempts.request();
        attempt.sendHead(request.head(bodyLength(), attempt.endpoint().protocol()));
        intake.askForBody();
        onProgress();
        relay.feed(attempt, request.edits());
    }

    /** What was held is sent; what comes from the client now passes. */
    void onFed() {
        if (intake.isEnded()) {
            onPassed();
            onProgress();
        }
        if (head.upgrade() == null) {
            client.gate().open(ReadGate.Reason.NOT_READY);
        }
        intake.resume();
    }

    /** The whole body is sent. */
    void onPassed() {
        // Who merges trailers into the header would hear from the client what only the guard may say.
        boolean unfit = routing.isGuarded() || !attempts.request().edits().isEmpty();
        attempts.current().sendEnd(unfit ? EmptyHttpHeaders.INSTANCE : intake.trailers());
    }

    /** The upstream's write buffer has room again. */
    void onUpstreamWritable() {
        onProgress();
        if (phase == Phase.RELAYING) {
            relay.onWritable();
            resumeIntake();
        }
    }

    // ---- the answer ----

    /** Whether request and answer move. */
    boolean isRelaying() {
        return phase == Phase.RELAYING;
    }

    /** Whether the client has got the beginning of an answer. */
    boolean isAnswered() {
        return answer.isBegun();
    }

    /** The client has got the head of the upstream's answer. */
    void onAnswerBegun() {
        if (relay.isFed()) {
            relay.forget();
        }
        onProgress();
    }

    /** The client has got the upstream's answer to its end. */
    void onAnswered() {
        attempts.current().complete();
        end();
    }

    /** The client's write buffer has room again. */
    void onClientWritable() {
        Attempt attempt = attempts.orNull();
        if (phase == Phase.RELAYING && attempt != null && attempt.isConnected()) {
            onProgress();
            attempt.gate().open(ReadGate.Reason.SINK_FULL);
        }
    }

    /** The upstream has agreed to speak another protocol from here on. */
    void onSwitch(HttpResponse response) {
        phase = Phase.TUNNEL;
        relay.release();
        answer.beginTunnel(response);
        onProgress();
        tunnel = Tunnel.open(client, attempts.current().handOver(), this);
    }

    /** Bytes moved through the tunnel. */
    void onTunnelBytes(int fromClient, int fromUpstream) {
        record.onRequestBytes(fromClient);
        record.onResponseBytes(fromUpstream);
        onProgress();
    }

    /** Both ends of the tunnel are closed. */
    void onTunnelClosed() {
        if (phase == Phase.TUNNEL) {
            attempts.current().end();
            client.deadlines().close();
            finish();
        }
    }

    // ---- limits ----

    /** Something moved on either side. */
    void onProgress() {
        patience.onProgress();
    }

    private void onSilence() {
        if (phase == Phase.TUNNEL && tunnel != null) {
            tunnel.close();
        } else {
            fail(patience.silence());
        }
    }

    /** A window of the client's time is over. */
    void onPaceWindow(PaceWindow window) {
        Failure slow = patience.slowSender(window);
        if (slow != null) {
            fail(slow);
        }
    }

    // ---- the end ----

    /**
     * The one door for errors: another attempt, a reply, or, when the answer has begun, an end that cannot be taken for
     * its end, which in gRPC is a status.
     */
    @Override
    public void fail(Failure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        routing.cancel();
        attempts.abort();
        relay.stop();
        if (attempts.mayRetry(failure, record.attempts(), relay.isWhole() && !isAnswered())) {
            attempt(failure.retry() == Retry.STALE_CONNECTION);
            return;
        }
        Failure remarked = attempts.remarked(failure);
        record.onFailure(remarked);
        if (failure.kind() == FailureKind.CLIENT_CLOSED) {
            finish();
        } else if (answer.endCall(remarked)) {
            end();
        } else if (isAnswered()) {
            client.flush();
            client.abort();
            finish();
        } else {
            reply(Responses.reply(remarked));
        }
    }

    /** The client is gone: whatever runs for it is stopped at once. */
    void onClientGone() {
        if (phase != Phase.TUNNEL) {
            fail(Failure.of(FailureKind.CLIENT_CLOSED, "the client closed the connection"));
        }
    }

    /** Answers here although an attempt may be under way, which then never gets the end of its request. */
    void refuse(LocalReply reply) {
        attempts.abort();
        if (isAnswered()) {
            record.onReply(reply);
            client.flush();
            client.abort();
            finish();
        } else {
            reply(reply);
        }
    }

    /** The route's guard answers in the place of the route. */
    void refuse(Guard.Verdict.Refusal refusal) {
        answer.refuse(refusal, !intake.isRestShort());
        end();
    }

    private void reply(LocalReply plain) {
        answer.reply(plain.in(routing.errors()), !intake.isRestShort() || plain.status() == 408);
        end();
    }

    /** The answer is complete. */
    private void end() {
        finish();
        client.flush();
    }

    private void finish() {
        phase = Phase.DONE;
        intake.close();
        relay.release();
        answer.release();
        patience.clear();
        record.onEnd();
        environment.observer().onEnd(record);
        client.onExchangeEnd();
    }
}
