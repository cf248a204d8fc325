package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.http.AsciiChars;
import io.phoenix.gateway.core.net.ReadGate;

/**
 * Resets a stream whose method or path has bytes that no request line can hold (RFC 9113, section 8.3.1), and lets one
 * that asks for a tunnel become an {@link Http2Tunnel}. First of a stream's handlers: the codec behind it would fail on
 * such bytes, with a buffer lost. Holds no state.
 */
@Sharable
final class Http2RequestGuard extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame frame && !isSound(frame.headers())) {
            ReferenceCountUtil.release(message);
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
            return;
        }
        if (message instanceof Http2HeadersFrame frame && Http2Tunnel.isAskedFor(frame.headers())) {
            ReadGate gate = ctx.pipeline().get(Http2Stream.class).gate();
            ctx.pipeline().addAfter(ctx.name(), null, new Http2Tunnel(gate));
        }
        ctx.fireChannelRead(message);
    }

    private static boolean isSound(Http2Headers headers) {
        return isSayable(headers) && (!Http2Tunnel.isAskedFor(headers) || Http2Tunnel.isWellFormed(headers));
    }

    private static boolean isSayable(Http2Headers headers) {
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        return (method == null || isToken(method)) && (path == null || isVisible(path));
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!AsciiChars.isToken(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > 0;
    }

    private static boolean isVisible(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return text.length() > 0;
    }
}
