package io.phoenix.gateway.core.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one message of the parts of a short one, if all of it is written before it is flushed: the way through the
 * handlers and the encoder is the dearest thing that is done for it, and so is done once. Longer messages pass in their
 * parts. What is kept is never kept beyond a flush. Confined to a worker.
 */
public final class MessageJoiner {

    private final Consumer<Object> out;
    private @Nullable HttpMessage head;
    private @Nullable HttpContent content;

    /** Writes to {@code out}, which takes ownership. */
    public MessageJoiner(Consumer<Object> out) {
        this.out = out;
    }

    /** Takes ownership of {@code message}. */
    public void write(Object message) {
        // A whole message is both a head and an end.
        if (message instanceof HttpMessage || head == null) {
            letGo();
            if (message instanceof HttpMessage begin && !(message instanceof FullHttpMessage)) {
                head = begin;
            } else {
                out.accept(message);
            }
        } else if (message instanceof LastHttpContent last) {
            end(last);
        } else if (content == null && message instanceof HttpContent first) {
            content = first;
        } else {
            letGo();
            out.accept(message);
        }
    }

    private void end(LastHttpContent last) {
        if (content != null && last.content().isReadable()) {
            letGo();
            out.accept(last);
            return;
        }
        ByteBuf body = last.content();
        if (content != null) {
            body = content.content();
            last.release();
        }
        HttpMessage begin = head;
        head = null;
        content = null;
        if (begin instanceof HttpRequest request) {
            out.accept(new DefaultFullHttpRequest(
                    request.protocolVersion(),
                    request.method(),
                    request.uri(),
                    body,
                    request.headers(),
                    last.trailingHeaders()));
        } else if (begin instanceof HttpResponse response) {
            out.accept(new DefaultFullHttpResponse(
                    response.protocolVersion(), response.status(), body, response.headers(), last.trailingHeaders()));
        }
    }

    /** Writes what is kept; to be called before a flush. */
    public void letGo() {
        if (head != null) {
            out.accept(head);
            head = null;
        }
        if (content != null) {
            out.accept(content);
            content = null;
        }
    }

    /** Drops what is kept, since nobody will get it. */
    public void discard() {
        head = null;
        if (content != null) {
            content.release();
            content = null;
        }
    }
}
