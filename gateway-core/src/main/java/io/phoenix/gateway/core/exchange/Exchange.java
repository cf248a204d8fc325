package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.Retry;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one request, from its validated head to {@link #finish}, which every request reaches exactly
 * once. It alone changes the phase; errors from anywhere come in by {@link #fail}. Confined to the client's worker.
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

    /** What holds until a route is found. */
    private static final RoutePolicy UNROUTED = new RoutePolicy("", RoutePolicy.UNLIMITED);

    private final ClientSide client;
    private final ExchangeEnvironment environment;
    private final RequestHead head;
    private final ExchangeRecord record;
    private final RequestIntake intake;
    private final RequestRelay relay;
    private final Answer answer;
    private final SilenceLimits silence;
    private final List<Endpoint> tried = new ArrayList<>(1);

    private Phase phase = Phase.HOLDING;
    private RoutePolicy policy = UNROUTED;
    private @Nullable Passage passage;
    private @Nullable BodyReader reader;
    private @Nullable UpstreamRequest request;
    private @Nullable Attempt attempt;
    private @Nullable Tunnel tunnel;
    private @Nullable RequestPace pace;

    Exchange(RequestHead head, ClientSide client, EventExecutor worker, ExchangeEnvironment environment) {
        this.head = head;
        this.client = client;
        this.environment = environment;
        this.record = new ExchangeRecord(head, environment.forwarded().clientAddress(head));
        this.intake = new RequestIntake(head, client, record, this);
        this.relay = new RequestRelay(this, client, worker, environment);
        this.answer = new Answer(head, client, record, environment.forwarded());
        this.silence =
                new SilenceLimits(client.deadlines(), environment.limits().requestIdle(), this::onSilence);
    }

    // ---- the request ----

    /** Answers a head that did not pass validation; nothing that follows it on the connection can be trusted. */
    void refuseHead(LocalReply reply) {
        answer.reply(reply, true);
        finish();
        client.flush();
    }

    /** Routes the head. */
    void begin() {
        if (environment.forwarded().isLoop(head)) {
            reply(LocalReply.error(508, "loop_detected", "this request has been through this gateway before"));
            return;
        }
        decided(environment.router().get().route(head));
    }

    private void decided(RouteDecision decision) {
        if (decision instanceof RouteDecision.Reply local) {
            record.onLocalReply(local);
            answer.edit(local.headers());
            answer.explain(policy.explained(), local.reason());
            refuse(local.reply());
        } else if (decision instanceof RouteDecision.Guarded guarded) {
            ask(guarded);
        } else if (decision instanceof RouteDecision.NeedBody need) {
            hold(need);
        } else if (decision instanceof RouteDecision.Forward forward) {
            forward(forward);
        }
    }

    private void ask(RouteDecision.Guarded guarded) {
        if (admits(guarded.policy())) {
            phase = Phase.ASKING;
            passage = new Passage(this, guarded, record);
            passage.begin(head, client, intake, environment);
        }
    }

    /** The route's guard lets the request pass. */
    void onAdmitted(RouteDecision.Guarded guarded, HeaderRules said) {
        phase = Phase.HOLDING;
        onProgress();
        answer.pass(said);
        decided(guarded.then().get());
        intake.handOut();
        if (phase == Phase.HOLDING) {
            client.gate().open(ReadGate.Reason.NOT_READY);
        }
        resumeIntake();
    }

    /** The route's guard answers in the place of the route. */
    void onRefused(Guard.Verdict.Refusal refusal) {
        answer.refuse(refusal, !intake.isRestShort());
        finish();
        client.flush();
    }

    private void hold(RouteDecision.NeedBody need) {
        if (!admits(need.policy())) {
            return;
        }
        if (!head.hasBody()) {
            decided(Objects.requireNonNull(need.reader().end(), "a reader decides at the end"));
            return;
        }
        LocalReply unreadable = intake.decode();
        if (unreadable == null) {
            reader = need.reader();
            intake.askForBody();
            onProgress();
        } else {
            refuse(unreadable);
        }
    }

    private void forward(RouteDecision.Forward forward) {
        if (!admits(forward.policy())) {
            return;
        }
        record.onForward(forward.upstream().name(), forward.model());
        answer.explain(policy.explained(), forward.reason());
        request = new UpstreamRequest(head, forward, environment.forwarded());
        policy.headers().editRequest(head.headers());
        if (passage != null) {
            // Last, so that nothing that the client says of its connection takes away what is said of the client.
            passage.rules().editRequest(head.headers());
        }
        attempt(false);
    }

    /** Takes the route's limits; false if the declared length is over them, which is then answered. */
    private boolean admits(RoutePolicy routed) {
        record.onRoute(routed.name());
        policy = routed;
        answer.explain(policy.explained(), null);
        answer.edit(policy.headers());
        return intake.admits(policy.maxBody());
    }

    /** Takes ownership of a piece of the request's body. */
    void onRequestContent(HttpContent content) {
        intake.onContent(content);
    }

    @Override
    public boolean isReady() {
        return switch (phase) {
            case HOLDING -> !relay.isDiskBehind();
            case RELAYING -> relay.isFed() && attempt().isWritable();
            default -> false;
        };
    }

    @Override
    public void onBody(ByteBuf piece, boolean last) {
        onProgress();
        RouteDecision decision = read(piece, last);
        if (decision instanceof RouteDecision.Reply) {
            piece.release();
        } else if (relay.isFed()) {
            relay.pass(piece, last);
        } else {
            relay.hold(piece);
        }
        if (decision != null) {
            decided(decision);
        }
    }

    private @Nullable RouteDecision read(ByteBuf piece, boolean last) {
        if (reader == null) {
            return null;
        }
        RouteDecision decision = reader.read(piece);
        if (last && !(decision instanceof RouteDecision.Reply)) {
            RouteDecision atEnd = reader.end();
            return atEnd == null ? decision : atEnd;
        }
        return decision;
    }

    /** One read of the client was passed on. */
    void onRequestReadComplete() {
        if (attempt != null) {
            attempt.flush();
        }
    }

    // ---- attempts ----

    private void attempt(boolean stale) {
        EndpointSelector upstream = request().upstream();
        Endpoint endpoint = stale && attempt != null ? attempt.endpoint() : upstream.select(tried);
        if (endpoint == null) {
            fail(Failure.of(FailureKind.CONNECT_FAILED, "no endpoint of " + upstream.name() + " is left"));
            return;
        }
        if (head.upgrade() != null && endpoint.protocol() == UpstreamProtocol.HTTP_2) {
            reply(LocalReply.error(
                    501, "upgrade_not_supported", upstream.name() + " speaks HTTP/2, which has no Upgrade"));
            return;
        }
        phase = Phase.CONNECTING;
        tried.add(endpoint);
        record.onAttempt(endpoint);
        if (!intake.isEnded() || head.upgrade() != null) {
            client.gate().close(ReadGate.Reason.NOT_READY);
        }
        silence.clear();
        attempt = new Attempt(this, endpoint);
        // A request that could not be sent twice never rides on a connection that may prove stale.
        attempt.start(environment.pool(), stale || !relay.fitsReplayWindow(bodyLength()));
    }

    /** The body's length before edits, or -1 where only its end will tell. */
    private long bodyLength() {
        return intake.isEnded() ? relay.size() : intake.length();
    }

    /** The current attempt has its connection. */
    void onConnected() {
        phase = Phase.RELAYING;
        attempt().sendHead(request().head(bodyLength(), attempt().endpoint().protocol()));
        intake.askForBody();
        onProgress();
        relay.feed(attempt(), request().edits());
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
        boolean unfit = passage != null || !request().edits().isEmpty();
        attempt().sendEnd(unfit ? EmptyHttpHeaders.INSTANCE : intake.trailers());
    }

    /** The upstream's write buffer has room again. */
    void onUpstreamWritable() {
        onProgress();
        if (phase == Phase.RELAYING) {
            relay.onWritable();
            resumeIntake();
        }
    }

    /** The disk takes what is to be held again. */
    void onDiskCaughtUp() {
        resumeIntake();
    }

    private void resumeIntake() {
        intake.resume();
        if (attempt != null) {
            attempt.flush();
        }
    }

    // ---- the answer ----

    /** Passes an interim answer on at once; it neither begins the answer nor counts as progress. */
    void onInterimResponse(HttpResponse interim) {
        if (phase == Phase.RELAYING && !isAnswered() && client.isWritable()) {
            answer.interim(interim);
            client.flush();
        }
    }

    void onResponseHead(HttpResponse response) {
        request().publish(response, attempt().endpoint());
        if (response.status().code() == 101) {
            switchProtocols(response);
            return;
        }
        if (head.upgrade() != null) {
            client.gate().open(ReadGate.Reason.NOT_READY);
        }
        answer.begin(response, request().answers(), !intake.isRestShort());
        if (relay.isFed()) {
            relay.forget();
        }
        onProgress();
    }

    /** Takes ownership of a piece of the answer's body. */
    void onResponseContent(HttpContent content) {
        if (phase != Phase.RELAYING) {
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        answer.pass(content);
        if (last) {
            attempt().complete();
            finish();
            client.flush();
        } else {
            onProgress();
            if (!client.isWritable()) {
                attempt().gate().close(ReadGate.Reason.SINK_FULL);
            }
        }
    }

    void onResponseReadComplete() {
        if (phase == Phase.RELAYING && isAnswered()) {
            client.flush();
            if (!client.isWritable() && attempt != null) {
                attempt.gate().close(ReadGate.Reason.SINK_FULL);
            }
        }
    }

    /** The client's write buffer has room again. */
    void onClientWritable() {
        if (phase == Phase.RELAYING && attempt != null && attempt.isConnected()) {
            onProgress();
            attempt.gate().open(ReadGate.Reason.SINK_FULL);
        }
    }

    private void switchProtocols(HttpResponse response) {
        if (head.upgrade() == null || !intake.isEnded()) {
            fail(Failure.of(
                    FailureKind.BAD_RESPONSE, attempt().endpoint() + " switched protocols without being asked to"));
            return;
        }
        if (!request().isSwitchedBy(response)) {
            fail(Failure.of(
                    FailureKind.BAD_RESPONSE,
                    attempt().endpoint() + " switched protocols without the proof that it read the request's key"));
            return;
        }
        phase = Phase.TUNNEL;
        relay.release();
        answer.beginTunnel(response);
        onProgress();
        tunnel = Tunnel.open(client, attempt().handOver(), this);
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
            attempt().end();
            client.deadlines().close();
            finish();
        }
    }

    /** Whether the client has got the beginning of an answer. */
    boolean isAnswered() {
        return answer.isBegun();
    }

    // ---- limits ----

    /** Something moved on either side. */
    void onProgress() {
        silence.restart(attempt == null ? null : attempt.endpoint(), isAnswerAwaited());
    }

    private boolean isAnswerAwaited() {
        return intake.isEnded() && relay.isFed() && !isAnswered();
    }

    /**
     * A window of the client's time is over. Once the answer has begun, the two may talk as they like, and in a call of
     * gRPC from the start, whose server may have nothing to say before it has heard all: then only silence ends them.
     */
    void onPaceWindow(PaceWindow window) {
        RequestPace requestPace = pace;
        if (requestPace == null) {
            requestPace = new RequestPace(client.gate());
            pace = requestPace;
        }
        boolean awaited = !isAnswered() && intake.isAwaited() && !isCall();
        if (requestPace.isTooSlow(awaited, record.requestBytes(), window.leastSent())) {
            fail(Failure.of(
                    FailureKind.CLIENT_TIMEOUT,
                    "the client sent less than " + window.leastSent() + " bytes of the request's body in "
                            + window.length().toMillis() + " ms"));
        }
    }

    /** Only towards a backend that takes such calls: anybody can write the type of one on a body. */
    private boolean isCall() {
        return head.isGrpc() && attempt != null && attempt.endpoint().protocol() == UpstreamProtocol.HTTP_2;
    }

    /** The client takes too little of what waits for it. */
    void onSlowReader(PaceWindow window) {
        fail(Failure.of(
                FailureKind.CLIENT_TIMEOUT,
                "the client took less than " + window.leastTaken() + " bytes of what waited for it in "
                        + window.length().toMillis() + " ms"));
    }

    private void onSilence() {
        Attempt current = attempt;
        if (phase == Phase.TUNNEL && tunnel != null) {
            tunnel.close();
        } else if (current == null) {
            fail(silence.failure(null, false, true));
        } else {
            boolean clientIsSlow = isAnswered() ? !client.isWritable() : relay.isFed() && current.isWritable();
            fail(silence.failure(current.endpoint(), isAnswerAwaited(), clientIsSlow));
        }
    }

    // ---- the end ----

    /**
     * The one door for errors: another attempt, a reply, or, when the answer has begun, an end that cannot be taken for
     * its end.
     */
    @Override
    public void fail(Failure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        if (passage != null) {
            passage.cancel();
        }
        if (attempt != null) {
            attempt.abort();
        }
        relay.stop();
        if (mayRetry(failure)) {
            attempt(failure.retry() == Retry.STALE_CONNECTION);
            return;
        }
        Failure remarked = remarked(failure);
        record.onFailure(remarked);
        if (failure.kind() == FailureKind.CLIENT_CLOSED) {
            finish();
        } else if (isAnswered()) {
            client.flush();
            client.abort();
            finish();
        } else {
            reply(Responses.reply(remarked));
        }
    }

    /** With what is known of the endpoint anyway, where it is to blame. */
    private Failure remarked(Failure failure) {
        return attempt == null || failure.kind().side() != FailureKind.Side.UPSTREAM
                ? failure
                : failure.with(request().upstream().remark(attempt.endpoint()));
    }

    private boolean mayRetry(Failure failure) {
        return attempt != null
                && !isAnswered()
                && RetryPolicy.allows(failure, record.attempts(), relay.isWhole())
                && (failure.retry() == Retry.STALE_CONNECTION
                        || request().upstream().select(tried) != null);
    }

    /** The client is gone: whatever runs for it is stopped at once. */
    void onClientGone() {
        if (phase != Phase.TUNNEL) {
            fail(Failure.of(FailureKind.CLIENT_CLOSED, "the client closed the connection"));
        }
    }

    /** Answers here although an attempt may be under way, which then never gets the end of its request. */
    private void refuse(LocalReply reply) {
        if (attempt != null) {
            attempt.abort();
        }
        if (isAnswered()) {
            record.onReply(reply);
            client.abort();
            finish();
        } else {
            reply(reply);
        }
    }

    private void reply(LocalReply plain) {
        answer.reply(plain.in(policy.errors()), !intake.isRestShort() || plain.status() == 408);
        finish();
        client.flush();
    }

    private void finish() {
        phase = Phase.DONE;
        intake.close();
        relay.release();
        answer.release();
        silence.clear();
        record.onEnd();
        environment.observer().onEnd(record);
        client.onExchangeEnd();
    }

    private UpstreamRequest request() {
        return Objects.requireNonNull(request, "not forwarded");
    }

    private Attempt attempt() {
        return Objects.requireNonNull(attempt, "not attempted");
    }
}
