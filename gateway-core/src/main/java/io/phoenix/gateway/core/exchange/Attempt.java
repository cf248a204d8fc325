package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.Retry;
import io.phoenix.gateway.core.net.ReadGate;
import io.phoenix.gateway.core.upstream.ConnectionPool;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.ResponseSink;
import io.phoenix.gateway.core.upstream.UpstreamConnection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One try of an exchange at one endpoint: the connection, what was sent on it, and what came back. Confined to its
 * worker.
 */
final class Attempt implements ConnectionPool.Taker, ResponseSink {

    private final Exchange exchange;
    private final AnswerRelay answers;
    private final UpstreamRequest request;
    private final Endpoint endpoint;
    private @Nullable UpstreamConnection connection;
    private boolean requestSent;
    private boolean responseBegan;
    private boolean reusable;
    private boolean over;

    Attempt(Exchange exchange, AnswerRelay answers, UpstreamRequest request, Endpoint endpoint) {
        this.exchange = exchange;
        this.answers = answers;
        this.request = request;
        this.endpoint = endpoint;
    }

    /** Asks for a connection; the exchange hears of it, at once or later. */
    void start(ConnectionPool pool, boolean fresh) {
        endpoint.attemptStarted();
        pool.take(endpoint, fresh, this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void onConnection(UpstreamConnection taken) {
        if (over) {
            taken.release();
            return;
        }
        connection = taken;
        taken.attach(this);
        exchange.onConnected();
    }

    @Override
    public boolean isWanted() {
        return !over;
    }

    @Override
    public void onFailure(Failure failure) {
        if (!over) {
            exchange.fail(failure);
        }
    }

    // ---- towards the endpoint ----

    boolean isConnected() {
        return connection != null;
    }

    boolean isWritable() {
        return connected().isWritable();
    }

    ReadGate gate() {
        return connected().gate();
    }

    void sendHead(HttpRequest head) {
        connected().write(head);
    }

    void send(ByteBuf chunk) {
        if (chunk.isReadable()) {
            connected().write(new DefaultHttpContent(chunk));
        } else {
            chunk.release();
        }
    }

    /** Ends the request; {@code trailers} go with it where its framing has room for them. */
    void sendEnd(HttpHeaders trailers) {
        requestSent = true;
        LastHttpContent end = LastHttpContent.EMPTY_LAST_CONTENT;
        if (!trailers.isEmpty()) {
            end = new DefaultLastHttpContent();
            end.trailingHeaders().add(trailers);
        }
        connected().write(end);
    }

    void flush() {
        if (connection != null) {
            connection.flush();
        }
    }

    // ---- from the endpoint ----

    @Override
    public void onInterim(HttpResponse interim) {
        answers.onInterim(interim);
    }

    @Override
    public void onHead(HttpResponse head) {
        responseBegan = true;
        reusable = HttpUtil.isKeepAlive(head);
        answers.onHead(this, request, head);
    }

    @Override
    public void onContent(HttpContent content) {
        answers.onContent(this, content);
    }

    @Override
    public void onMalformed(Throwable cause) {
        exchange.fail(new Failure(
                FailureKind.BAD_RESPONSE,
                Retry.NEVER,
                endpoint + " sent what is not a well-formed " + endpoint.protocol() + " answer",
                cause));
    }

    @Override
    public void onReadComplete() {
        answers.onReadComplete(this);
    }

    @Override
    public void onWritable() {
        exchange.onUpstreamWritable();
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        if (cause != null && OwnFault.isMemory(cause)) {
            exchange.fail(OwnFault.failure(cause));
            return;
        }
        exchange.fail(new Failure(
                FailureKind.UPSTREAM_CLOSED,
                connected().mayRepeat() ? Retry.STALE_CONNECTION : Retry.NEVER,
                endpoint + " closed the connection " + (responseBegan ? "within its answer" : "without an answer"),
                cause));
    }

    // ---- the end ----

    /** Both messages are complete as far as this side knows: the connection may serve again. */
    void complete() {
        if (requestSent && reusable) {
            end();
            connected().release();
        } else {
            abort();
        }
    }

    /** Closes the connection, which makes the endpoint stop working on this. */
    void abort() {
        end();
        if (connection != null) {
            connection.close();
        }
    }

    /** Leaves the connection to a tunnel. */
    UpstreamConnection handOver() {
        return connected();
    }

    void end() {
        if (!over) {
            over = true;
            endpoint.attemptEnded();
        }
    }

    private UpstreamConnection connected() {
        return Objects.requireNonNull(connection, "not connected");
    }
}
