package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one request, from its validated head to {@link #finish}, which every request reaches exactly
 * once. It alone changes the phase; errors from anywhere come in by {@link #fail}. Confined to the client's worker.
 */
final class Exchange implements HeldBody.Owner, HeldBodyFeed.Sink {

    private enum Phase {
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

    /** Bytes of a refused request that are read and dropped for the sake of the connection. */
    private static final int SHORT_REST = 64 * 1024;

    private final ClientSide client;
    private final ExchangeEnvironment environment;
    private final RequestHead head;
    private final ExchangeRecord record;
    private final HeldBody held;
    private final Runnable onDeadline = this::onDeadline;
    private final List<Endpoint> tried = new ArrayList<>(1);

    private Phase phase = Phase.HOLDING;
    private @Nullable BodyReader reader;
    private RoutePolicy policy = UNROUTED;
    private @Nullable UpstreamRequest request;
    private @Nullable Attempt attempt;
    private @Nullable HeldBodyFeed feed;
    private @Nullable Tunnel tunnel;
    private boolean fed;
    private boolean wholeRequestHeld = true;
    private boolean requestEnded;
    private boolean responseBegan;
    private boolean continued;

    Exchange(RequestHead head, ClientSide client, EventExecutor worker, ExchangeEnvironment environment) {
        this.head = head;
        this.client = client;
        this.environment = environment;
        this.record = new ExchangeRecord(head, environment.forwarded().clientAddress(head));
        this.held = new HeldBody(
                client.allocator(),
                worker,
                environment.budget(),
                environment.disk(),
                environment.limits().heldMemory(),
                this);
    }

    // ---- the request ----

    /** Answers a head that did not pass validation; nothing that follows it on the connection can be trusted. */
    void refuseHead(LocalReply reply) {
        record.onReply(reply);
        client.write(Responses.of(reply, head, true));
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
            refuse(local.reply());
        } else if (decision instanceof RouteDecision.NeedBody need) {
            hold(need);
        } else if (decision instanceof RouteDecision.Forward forward) {
            forward(forward);
        }
    }

    private void hold(RouteDecision.NeedBody need) {
        if (!admits(need.policy())) {
            return;
        }
        reader = need.reader();
        if (head.hasBody()) {
            askForBody();
            touch();
        } else {
            requestEnded = true;
            decided(Objects.requireNonNull(need.reader().end(), "a reader decides at the end"));
        }
    }

    private void forward(RouteDecision.Forward forward) {
        if (!admits(forward.policy())) {
            return;
        }
        record.onForward(forward.upstream().name(), forward.model());
        request = new UpstreamRequest(head, forward, environment.forwarded());
        requestEnded |= !head.hasBody();
        attempt(false);
    }

    /** Takes the route's limits; false if the declared length is over them, which is then answered. */
    private boolean admits(RoutePolicy routed) {
        record.onRoute(routed.name());
        policy = routed;
        if (head.contentLength() > policy.maxBody()) {
            failTooLarge();
            return false;
        }
        return true;
    }

    private void failTooLarge() {
        fail(Failure.of(
                FailureKind.BODY_TOO_LARGE,
                "the body is longer than the " + policy.maxBody() + " bytes that this route takes"));
    }

    /** Takes ownership of a piece of the request's body. */
    void onRequestContent(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (requestEnded || phase == Phase.DONE) {
            // The codec ends bodiless requests too; that end was known from the head.
            content.release();
        } else if (content.decoderResult().isFailure()) {
            content.release();
            fail(new Failure(
                    FailureKind.BAD_REQUEST,
                    Retry.NEVER,
                    "the body is not well-formed chunked coding",
                    content.decoderResult().cause()));
        } else {
            onRequestBytes(content.content(), last);
        }
    }

    private void onRequestBytes(ByteBuf chunk, boolean last) {
        record.onRequestBytes(chunk.readableBytes());
        if (record.requestBytes() > policy.maxBody()) {
            chunk.release();
            failTooLarge();
            return;
        }
        touch();
        RouteDecision decision = read(chunk, last);
        requestEnded |= last;
        if (decision instanceof RouteDecision.Reply) {
            chunk.release();
            decided(decision);
            return;
        }
        if (fed) {
            relay(chunk);
        } else {
            held.add(chunk);
        }
        if (decision != null) {
            decided(decision);
        }
    }

    private @Nullable RouteDecision read(ByteBuf chunk, boolean last) {
        if (reader == null) {
            return null;
        }
        RouteDecision decision = reader.read(chunk);
        if (last && !(decision instanceof RouteDecision.Reply)) {
            RouteDecision atEnd = reader.end();
            return atEnd == null ? decision : atEnd;
        }
        return decision;
    }

    private void relay(ByteBuf chunk) {
        Attempt current = Objects.requireNonNull(attempt);
        if (wholeRequestHeld) {
            keepForReplay(chunk);
        }
        current.send(chunk);
        if (requestEnded) {
            current.sendEnd();
            touch();
        } else if (!current.isWritable()) {
            client.gate().close(ReadGate.Reason.SINK_FULL);
        }
    }

    private void keepForReplay(ByteBuf chunk) {
        if (!responseBegan
                && held.size() + chunk.readableBytes() <= environment.limits().replayWindow()) {
            held.add(chunk.retainedDuplicate());
        } else {
            forgetRequest();
        }
    }

    private void forgetRequest() {
        wholeRequestHeld = false;
        held.release();
    }

    /** One read of the client was passed on. */
    void onRequestReadComplete() {
        if (attempt != null) {
            attempt.flush();
        }
    }

    /** Sends 100 when body bytes are first wanted, never earlier: a refused client then never sends them. */
    private void askForBody() {
        if (head.expectsContinue() && !continued) {
            continued = true;
            client.write(Responses.continueResponse());
            client.flush();
        }
    }

    // ---- attempts ----

    private void attempt(boolean stale) {
        UpstreamRequest wanted = Objects.requireNonNull(request);
        Endpoint endpoint = stale && attempt != null
                ? attempt.endpoint()
                : wanted.upstream().select(tried);
        if (endpoint == null) {
            fail(Failure.of(
                    FailureKind.CONNECT_FAILED,
                    "no endpoint of " + wanted.upstream().name() + " is left"));
            return;
        }
        phase = Phase.CONNECTING;
        fed = false;
        tried.add(endpoint);
        record.onAttempt(endpoint);
        if (!requestEnded || head.upgrade() != null) {
            client.gate().close(ReadGate.Reason.NOT_READY);
        }
        client.deadlines().clear();
        Attempt next = new Attempt(this, endpoint);
        attempt = next;
        next.start(environment.pool(), stale || !fitsReplayWindow());
    }

    /** A request that could not be sent twice never rides on a connection that may prove stale. */
    private boolean fitsReplayWindow() {
        long length = requestEnded ? held.size() : head.contentLength();
        return length >= 0 && length <= environment.limits().replayWindow();
    }

    /** The current attempt has its connection. */
    void onConnected() {
        UpstreamRequest wanted = Objects.requireNonNull(request);
        phase = Phase.RELAYING;
        Objects.requireNonNull(attempt).sendHead(wanted.head(requestEnded ? held.size() : -1));
        askForBody();
        feed = new HeldBodyFeed(held, wanted.edits(), this);
        touch();
        onMore();
    }

    @Override
    public boolean isWritable() {
        return Objects.requireNonNull(attempt).isWritable();
    }

    @Override
    public void write(ByteBuf chunk) {
        Objects.requireNonNull(attempt).send(chunk);
    }

    /** Goes on feeding the attempt with what is held, and then lets the client be read again. */
    @Override
    public void onMore() {
        Attempt current = Objects.requireNonNull(attempt);
        touch();
        if (Objects.requireNonNull(feed).pump()) {
            onFed(current);
        }
        current.flush();
    }

    private void onFed(Attempt current) {
        fed = true;
        feed = null;
        if (held.size() > environment.limits().replayWindow()) {
            forgetRequest();
        }
        if (requestEnded) {
            current.sendEnd();
            touch();
        }
        client.gate().open(ReadGate.Reason.SINK_FULL);
        if (head.upgrade() == null) {
            client.gate().open(ReadGate.Reason.NOT_READY);
        }
    }

    /** The upstream's write buffer has room again. */
    void onUpstreamWritable() {
        touch();
        if (phase == Phase.TUNNEL) {
            return;
        }
        if (fed) {
            client.gate().open(ReadGate.Reason.SINK_FULL);
        } else if (feed != null) {
            onMore();
        }
    }

    // ---- the answer ----

    void onResponseHead(HttpResponse response) {
        if (response.status().code() == 101) {
            switchProtocols(response);
            return;
        }
        if (head.upgrade() != null) {
            client.gate().open(ReadGate.Reason.NOT_READY);
        }
        responseBegan = true;
        record.onResponseHead(response.status().code());
        if (fed) {
            forgetRequest();
        }
        Responses.prepare(response, head);
        if (!restIsShort()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        client.write(response);
        touch();
    }

    /** Takes ownership of a piece of the answer's body. */
    void onResponseContent(HttpContent content) {
        if (phase != Phase.RELAYING) {
            content.release();
            return;
        }
        record.onResponseBytes(content.content().readableBytes());
        boolean last = content instanceof LastHttpContent;
        Attempt current = Objects.requireNonNull(attempt);
        client.write(last ? Responses.end(content) : content);
        if (last) {
            current.complete();
            finish();
            client.flush();
        } else {
            touch();
            if (!client.isWritable()) {
                current.gate().close(ReadGate.Reason.SINK_FULL);
            }
        }
    }

    void onResponseReadComplete() {
        if (phase == Phase.RELAYING && responseBegan) {
            client.flush();
            if (!client.isWritable() && attempt != null) {
                attempt.gate().close(ReadGate.Reason.SINK_FULL);
            }
        }
    }

    /** The client's write buffer has room again. */
    void onClientWritable() {
        if (phase == Phase.RELAYING && attempt != null && attempt.isConnected()) {
            touch();
            attempt.gate().open(ReadGate.Reason.SINK_FULL);
        }
    }

    private void switchProtocols(HttpResponse response) {
        Attempt current = Objects.requireNonNull(attempt);
        if (head.upgrade() == null || !requestEnded) {
            fail(Failure.of(
                    FailureKind.BAD_RESPONSE, current.endpoint() + " switched protocols without being asked to"));
            return;
        }
        responseBegan = true;
        phase = Phase.TUNNEL;
        record.onResponseHead(101);
        record.onTunnel();
        held.release();
        Responses.prepareSwitch(response, head);
        client.write(response);
        client.flush();
        touch();
        tunnel = Tunnel.open(client, current.handOver(), this);
    }

    /** Bytes moved through the tunnel. */
    void onTunnelBytes(int fromClient, int fromUpstream) {
        record.onRequestBytes(fromClient);
        record.onResponseBytes(fromUpstream);
        touch();
    }

    /** Both ends of the tunnel are closed. */
    void onTunnelClosed() {
        if (phase == Phase.TUNNEL) {
            if (attempt != null) {
                attempt.end();
            }
            client.deadlines().close();
            finish();
        }
    }

    // ---- limits ----

    private void touch() {
        Attempt current = attempt;
        if (current == null) {
            client.deadlines().set(environment.limits().requestIdle().toNanos(), onDeadline);
        } else if (requestEnded && fed && !responseBegan) {
            client.deadlines()
                    .set(current.endpoint().policy().firstByteTimeout().toNanos(), onDeadline);
        } else {
            client.deadlines().set(current.endpoint().policy().idleTimeout().toNanos(), onDeadline);
        }
    }

    private void onDeadline() {
        Attempt current = attempt;
        if (phase == Phase.TUNNEL && tunnel != null) {
            tunnel.close();
        } else if (current == null) {
            fail(Failure.of(
                    FailureKind.CLIENT_TIMEOUT,
                    "the client sent nothing for "
                            + environment.limits().requestIdle().toSeconds() + " s"));
        } else if (requestEnded && fed && !responseBegan) {
            fail(Failure.of(
                    FailureKind.RESPONSE_TIMEOUT,
                    current.endpoint() + " gave no answer within "
                            + current.endpoint().policy().firstByteTimeout().toMillis() + " ms"));
        } else {
            boolean clientIsSlow = responseBegan ? !client.isWritable() : fed && current.isWritable();
            String idle = current.endpoint().policy().idleTimeout().toMillis() + " ms";
            fail(
                    clientIsSlow
                            ? Failure.of(FailureKind.CLIENT_TIMEOUT, "the client did nothing for " + idle)
                            : Failure.of(FailureKind.IDLE_TIMEOUT, current.endpoint() + " did nothing for " + idle));
        }
    }

    @Override
    public void onSpillBehind() {
        client.gate().close(ReadGate.Reason.SPILLING);
    }

    @Override
    public void onSpillCaughtUp() {
        client.gate().open(ReadGate.Reason.SPILLING);
    }

    @Override
    public void onSpillFailed(Throwable cause) {
        onFailure(cause);
    }

    @Override
    public void onFailure(Throwable cause) {
        fail(new Failure(
                FailureKind.SPILL_FAILED,
                Retry.NEVER,
                "the gateway has no room to hold this body until its model is known; send \"model\" first, or free"
                        + " space in the spill directory",
                cause));
    }

    // ---- the end ----

    /**
     * The one door for errors: another attempt, a reply, or, when the answer has begun, an end that cannot be taken for
     * its end.
     */
    void fail(Failure failure) {
        if (phase == Phase.DONE) {
            return;
        }
        Attempt failed = attempt;
        if (failed != null) {
            failed.abort();
        }
        if (feed != null) {
            feed.stop();
            feed = null;
        }
        if (failed != null && !responseBegan && RetryPolicy.allows(failure, record.attempts(), wholeRequestHeld)) {
            boolean stale = failure.retry() == Retry.STALE_CONNECTION;
            if (stale || Objects.requireNonNull(request).upstream().select(tried) != null) {
                attempt(stale);
                return;
            }
        }
        record.onFailure(failure);
        if (failure.kind() == FailureKind.CLIENT_CLOSED) {
            finish();
        } else if (responseBegan) {
            client.flush();
            client.abort();
            finish();
        } else {
            reply(Responses.reply(failure));
        }
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
        if (responseBegan) {
            record.onReply(reply);
            client.abort();
            finish();
        } else {
            reply(reply);
        }
    }

    private void reply(LocalReply plain) {
        LocalReply reply = plain.in(policy.errors());
        record.onReply(reply);
        client.write(Responses.of(reply, head, !restIsShort() || reply.status() == 408));
        finish();
        client.flush();
    }

    /**
     * Whether what the client still sends of this request is so little that reading it beats closing the connection.
     */
    private boolean restIsShort() {
        if (requestEnded || !head.hasBody()) {
            return true;
        }
        boolean clientMayNotSend = head.expectsContinue() && !continued;
        long rest = head.contentLength() - record.requestBytes();
        return !clientMayNotSend && !head.isChunked() && rest <= SHORT_REST;
    }

    private void finish() {
        phase = Phase.DONE;
        if (feed != null) {
            feed.stop();
            feed = null;
        }
        held.release();
        client.deadlines().clear();
        record.onEnd();
        environment.observer().onEnd(record);
        client.onExchangeEnd();
    }
}
