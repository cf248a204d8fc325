package io.phoenix.gateway.core.auth;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.exchange.Guard;

/**
 * An answer of an authentication service as it comes. It is held until it is complete, so its body has a limit. Owns
 * its body until {@link #refusal} or {@link #release}. Confined to its worker.
 */
final class AuthAnswer {

    /** A page that says no, or leads to the one for logging in. */
    static final int LONGEST_BODY = 64 * 1024;

    private final HttpResponse head;
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private int length;

    AuthAnswer(HttpResponse head) {
        this.head = head;
    }

    int status() {
        return head.status().code();
    }

    /** Whether the client may pass. */
    boolean lets() {
        return head.status().codeClass() == HttpStatusClass.SUCCESS;
    }

    /** Whether the client gets this answer. */
    boolean refuses() {
        return head.status().codeClass() == HttpStatusClass.REDIRECTION
                || head.status().codeClass() == HttpStatusClass.CLIENT_ERROR;
    }

    /** Whether the connection may serve again once the answer is complete. */
    boolean keepsConnection() {
        return HttpUtil.isKeepAlive(head);
    }

    /** Takes ownership of a piece of the body; false when it is longer than it may be. */
    boolean add(HttpContent content, ByteBufAllocator allocator) {
        try {
            ByteBuf piece = content.content();
            length += piece.readableBytes();
            if (refuses() && length <= LONGEST_BODY && piece.isReadable()) {
                body = body.capacity() == 0 ? allocator.buffer(piece.readableBytes(), LONGEST_BODY) : body;
                body.writeBytes(piece);
            }
            return length <= LONGEST_BODY;
        } finally {
            content.release();
        }
    }

    Guard.Verdict.Pass pass(IdentityHeaders identity) {
        return new Guard.Verdict.Pass(identity.rules(head.headers()));
    }

    /** Gives the ownership of the body away. */
    Guard.Verdict.Refusal refusal() {
        ByteBuf whole = body;
        body = Unpooled.EMPTY_BUFFER;
        return new Guard.Verdict.Refusal(
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, head.status(), whole, head.headers(), EmptyHttpHeaders.INSTANCE),
                "auth_refused");
    }

    void release() {
        body.release();
        body = Unpooled.EMPTY_BUFFER;
    }
}
