package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.net.ReadGate;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A stream that asks by an extended CONNECT (RFC 8441) to become a tunnel. The handlers behind it see a GET that wants
 * an upgrade, as in HTTP/1.1; what the client sends meanwhile waits. Once the tunnel is open, the stream's DATA are the
 * bytes in it, and END_STREAM is the end of a direction. Before the codec of one stream; confined to its worker.
 */
final class Http2Tunnel extends ChannelDuplexHandler {

    private static final CharSequence PROTOCOL = Http2Headers.PseudoHeaderName.PROTOCOL.value();

    private final ReadGate gate;
    private final Queue<Http2DataFrame> parked = new ArrayDeque<>(0);
    private boolean begun;
    private boolean open;
    private boolean clientEnded;
    private boolean refused;

    Http2Tunnel(ReadGate gate) {
        this.gate = gate;
    }

    /** Whether this is the head of an extended CONNECT, well-formed or not. */
    static boolean isAskedFor(Http2Headers headers) {
        return headers.contains(PROTOCOL);
    }

    /** Whether an extended CONNECT has what it must have (RFC 8441, section 4). */
    static boolean isWellFormed(Http2Headers headers) {
        return HttpMethod.CONNECT.asciiName().contentEquals(headers.method())
                && headers.scheme() != null
                && headers.path() != null
                && headers.authority() != null;
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame head && !begun) {
            begun = true;
            clientEnded = head.isEndStream();
            ctx.fireChannelRead(new DefaultHttp2HeadersFrame(upgrade(head.headers()), true).stream(head.stream()));
        } else if (!(message instanceof Http2DataFrame data) || refused) {
            // Trailers, which a tunnel does not have, or what nobody listens to.
            ReferenceCountUtil.release(message);
        } else if (open) {
            deliver(ctx, data);
        } else {
            parked.add(data);
            gate.close(ReadGate.Reason.PARKED);
        }
    }

    /** Edits {@code headers} in place. */
    private static Http2Headers upgrade(Http2Headers headers) {
        CharSequence protocol = headers.getAndRemove(PROTOCOL);
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        return headers.method(HttpMethod.GET.asciiName()).set(HttpHeaderNames.UPGRADE, protocol);
    }

    private void deliver(ChannelHandlerContext ctx, Http2DataFrame data) {
        ByteBuf bytes = data.content();
        boolean last = data.isEndStream();
        if (bytes.isReadable()) {
            ctx.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
        if (last) {
            end(ctx);
        }
    }

    private void end(ChannelHandlerContext ctx) {
        clientEnded = true;
        ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    /** From here on bytes go through, those that have waited first. */
    void open(ChannelHandlerContext ctx) {
        open = true;
        if (clientEnded) {
            end(ctx);
        }
        Http2DataFrame data;
        while ((data = parked.poll()) != null) {
            deliver(ctx, data);
        }
    }

    // ---- to the client ----

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            ctx.write(new DefaultHttp2DataFrame(bytes), promise);
        } else if (!open && isEnd(message)) {
            ctx.write(message, promise.unvoid()).addListener(written -> refuse(ctx));
        } else {
            ctx.write(message, promise);
        }
    }

    private static boolean isEnd(Object message) {
        return (message instanceof Http2DataFrame data && data.isEndStream())
                || (message instanceof Http2HeadersFrame head && head.isEndStream());
    }

    /** There will be no tunnel, as the client has been told by an answer that is complete (RFC 9113, section 8.1). */
    private void refuse(ChannelHandlerContext ctx) {
        refused = true;
        drop();
        if (!clientEnded && ctx.channel().isActive()) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        // A closed stream removes its handlers too.
        drop();
    }

    private void drop() {
        parked.forEach(ReferenceCountUtil::release);
        parked.clear();
    }
}
