package io.phoenix.gateway.server.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of a connection that became a WebSocket: answers pings and the closing handshake itself and passes
 * whole messages to the conversation. Confined to the connection's event loop.
 */
final class DemoSocketHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(DemoSocketHandler.class);
    private static final int LONGEST_MESSAGE = 16 << 20;
    private static final long CLOSE_LIMIT_SECONDS = 5;

    private final DemoSocket socket;
    private boolean closeSent;

    private DemoSocketHandler(DemoSocket socket) {
        this.socket = socket;
    }

    static void upgrade(ChannelHandlerContext ctx, DemoRequest request, String label, DemoSocket socket) {
        DefaultFullHttpRequest upgrade = new DefaultFullHttpRequest(
                request.version(),
                request.method(),
                request.target(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                new DefaultHttpHeaders());
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        request.target(), null, true, LONGEST_MESSAGE)
                .newHandshaker(upgrade);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel());
            return;
        }
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.remove(HttpServerKeepAliveHandler.class);
        try {
            handshaker
                    .handshake(
                            ctx.channel(),
                            upgrade,
                            new DefaultHttpHeaders().add(DemoBackend.HEADER, label),
                            ctx.channel().newPromise())
                    .addListener(done -> {
                        if (done.isSuccess()) {
                            pipeline.addLast(
                                    new WebSocketFrameAggregator(LONGEST_MESSAGE), new DemoSocketHandler(socket));
                            pipeline.remove(ctx.handler());
                        } else {
                            ctx.close();
                        }
                    });
        } catch (WebSocketHandshakeException e) {
            LOG.debug("Refused a WebSocket upgrade", e);
            ctx.close();
        }
    }

    /** Begins the closing handshake; the client's half of it ends the connection. */
    static void close(ChannelHandlerContext ctx, int code, String reason) {
        ((DemoSocketHandler) ctx.handler()).closeSent = true;
        ctx.writeAndFlush(new CloseWebSocketFrame(code, reason));
        ctx.executor().schedule(() -> ctx.close(), CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        socket.opened(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof PingWebSocketFrame ping) {
            ctx.writeAndFlush(new PongWebSocketFrame(ping.content()));
        } else if (message instanceof CloseWebSocketFrame close) {
            answerClose(ctx, close);
        } else if (message instanceof PongWebSocketFrame || closeSent) {
            ReferenceCountUtil.release(message);
        } else {
            socket.received(ctx, (WebSocketFrame) message);
        }
    }

    private void answerClose(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
        if (closeSent) {
            close.release();
            ctx.close();
        } else {
            closeSent = true;
            ctx.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        socket.closed();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("A WebSocket of the demo broke", cause);
        ctx.close();
    }
}
