package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.http.ErrorShape;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.MediaType;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.Trailers;
import org.jspecify.annotations.Nullable;

/**
 * What the client gets: a reply of our own, or an upstream's answer, edited where the route wants that. Writes and
 * never flushes, but before a tunnel. Confined to the exchange's worker.
 */
final class Answer {

    private final RequestHead head;
    private final ClientSide client;
    private final ExchangeRecord record;
    private final ForwardedHeaders forwarded;
    private boolean explained;
    private @Nullable String reason;
    private AnswerEditor.@Nullable Body edited;
    private boolean begun;
    private boolean call;
    private HeaderRules rules = HeaderRules.NONE;
    private HeaderRules guardRules = HeaderRules.NONE;
    private @Nullable String asker;

    Answer(RequestHead head, ClientSide client, ExchangeRecord record, ForwardedHeaders forwarded) {
        this.head = head;
        this.client = client;
        this.record = record;
        this.forwarded = forwarded;
    }

    /** Lets the answer say how it came about, if {@code asked} or if there is a {@code why}. */
    void explain(boolean asked, @Nullable String why) {
        explained = asked || why != null;
        reason = why == null ? reason : why;
    }

    /**
     * Lets {@code changes}, if they are any, be made to the answer's headers; to be called before the request's are.
     */
    void edit(HeaderRules changes) {
        if (!HeaderRules.NONE.equals(changes)) {
            rules = changes;
            asker = head.headers().get(HttpHeaderNames.ORIGIN);
        }
    }

    /** Lets {@code changes} be made to the answer's headers before those of the route. */
    void pass(HeaderRules changes) {
        guardRules = changes;
    }

    /** Whether the client has got the beginning of an answer, so that no other one can be given. */
    boolean isBegun() {
        return begun;
    }

    /** A reply of our own; {@code close} announces that the connection ends with it. */
    void reply(LocalReply reply, boolean close) {
        LocalReply told = head.isGrpc() ? reply.in(ErrorShape.GRPC) : reply;
        record.onReply(told);
        write(Responses.of(told, head, close));
    }

    /** The answer of a guard; takes ownership. {@code close} announces that the connection ends with it. */
    void refuse(Guard.Verdict.Refusal refusal, boolean close) {
        FullHttpResponse response = refusal.response();
        forwarded.applyTo(response);
        Responses.prepareWhole(response, head, close);
        record.onRefusal(refusal);
        write(response);
    }

    /** An upstream's interim answer, which HTTP/1.0 does not know (RFC 9110, section 15.2). */
    void interim(HttpResponse response) {
        if (head.version().equals(HttpVersion.HTTP_1_1)) {
            client.write(Responses.interim(response));
        }
    }

    /** The head of an upstream's final answer, whose body {@code editor} may change. */
    void begin(HttpResponse response, @Nullable AnswerEditor editor, boolean close) {
        begun = true;
        call = isCall(response);
        record.onResponseHead(response.status().code());
        if (editor != null && Responses.hasBody(response, head)) {
            edited = editor.begin(response);
        }
        if (edited != null) {
            response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        forwarded.applyTo(response);
        Responses.prepare(response, head);
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        write(response);
    }

    /** Whether it is of gRPC, and ends with the status that its trailers tell and not by its length. */
    private boolean isCall(HttpResponse response) {
        return head.isGrpc()
                && MediaType.isGrpc(response.headers().get(HttpHeaderNames.CONTENT_TYPE))
                && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && Responses.hasBody(response, head);
    }

    /**
     * Ends what has begun with the status that {@code failure} is in gRPC; false if that is no call of gRPC, or if the
     * client is to blame, who may not even read that.
     */
    boolean endCall(Failure failure) {
        if (!call || failure.kind().side() == FailureKind.Side.CLIENT) {
            return false;
        }
        LastHttpContent end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        end.trailingHeaders().set(Trailers.ofCall(failure.kind().status(), failure.detail()));
        client.write(end);
        return true;
    }

    /** The head of a 101, or of what says the same in HTTP/2, which is sent at once. */
    void beginTunnel(HttpResponse response) {
        begun = true;
        Responses.prepareSwitch(response, head);
        record.onResponseHead(response.status().code());
        record.onTunnel();
        write(response);
        client.flush();
    }

    private void write(HttpResponse response) {
        guardRules.editAnswer(response.headers(), null);
        rules.editAnswer(response.headers(), asker);
        if (explained) {
            response.headers().set(DecisionHeader.NAME, DecisionHeader.of(record, reason));
        }
        client.write(response);
    }

    /**
     * Takes ownership of a piece of an upstream's answer. An edited answer loses its trailers, which may be digests of
     * what the client does not get.
     */
    void pass(HttpContent content) {
        AnswerEditor.Body editor = edited;
        if (editor == null) {
            record.onResponseBytes(content.content().readableBytes());
            client.write(content instanceof LastHttpContent last ? Responses.end(last, head) : content);
            return;
        }
        ByteBuf bytes = editor.edit(content.content());
        record.onResponseBytes(bytes.readableBytes());
        if (bytes.isReadable()) {
            client.write(new DefaultHttpContent(bytes));
        } else {
            bytes.release();
        }
        if (content instanceof LastHttpContent) {
            ByteBuf rest = editor.end();
            record.onResponseBytes(rest.readableBytes());
            client.write(Responses.end(new DefaultLastHttpContent(rest), head));
        }
    }

    /** Lets go of what an editor keeps back. */
    void release() {
        if (edited != null) {
            edited.release();
            edited = null;
        }
    }
}
