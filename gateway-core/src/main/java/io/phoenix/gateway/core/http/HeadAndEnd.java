package io.phoenix.gateway.core.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.PromiseNotifier;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one frame of HTTP/2 of a head whose end follows before the next flush: a status of gRPC that comes without a
 * body is understood only so ("Trailers-Only"). Stands behind the codec of one stream; confined to its worker.
 */
public final class HeadAndEnd extends ChannelDuplexHandler {

    private @Nullable HttpMessage head;
    private @Nullable ChannelPromise headPromise;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        HttpMessage held = head;
        if (held != null && message instanceof LastHttpContent end && isBare(end)) {
            ChannelPromise first = Objects.requireNonNull(headPromise);
            forget();
            end.release();
            ctx.write(whole(held), first).addListener(new PromiseNotifier<>(promise.unvoid()));
        } else {
            writeHead(ctx);
            if (message instanceof HttpMessage next && !(message instanceof HttpContent)) {
                head = next;
                headPromise = promise.unvoid();
            } else {
                ctx.write(message, promise);
            }
        }
    }

    private static boolean isBare(LastHttpContent end) {
        return !end.content().isReadable() && end.trailingHeaders().isEmpty();
    }

    private static FullHttpMessage whole(HttpMessage head) {
        return head instanceof HttpRequest request
                ? new DefaultFullHttpRequest(
                        request.protocolVersion(),
                        request.method(),
                        request.uri(),
                        Unpooled.EMPTY_BUFFER,
                        request.headers(),
                        EmptyHttpHeaders.INSTANCE)
                : new DefaultFullHttpResponse(
                        head.protocolVersion(),
                        ((HttpResponse) head).status(),
                        Unpooled.EMPTY_BUFFER,
                        head.headers(),
                        EmptyHttpHeaders.INSTANCE);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        writeHead(ctx);
        ctx.flush();
    }

    private void writeHead(ChannelHandlerContext ctx) {
        if (head != null) {
            HttpMessage held = head;
            ChannelPromise promise = Objects.requireNonNull(headPromise);
            forget();
            ctx.write(held, promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (headPromise != null) {
            headPromise.tryFailure(new ClosedChannelException());
            forget();
        }
        ctx.fireChannelInactive();
    }

    private void forget() {
        head = null;
        headPromise = null;
    }
}
