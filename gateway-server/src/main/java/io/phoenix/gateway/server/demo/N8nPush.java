package io.phoenix.gateway.server.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection over which n8n's editor sees its runs. A wrong origin is upgraded first and refused then, as n8n does.
 */
final class N8nPush implements DemoSocket {

    private static final long HEARTBEAT_SECONDS = 15;
    private static final String HEARTBEAT = "{\"type\":\"heartbeat\"}";

    private final boolean accepted;
    private @Nullable Future<?> heartbeat;

    N8nPush(boolean accepted) {
        this.accepted = accepted;
    }

    @Override
    public void opened(ChannelHandlerContext ctx) {
        if (accepted) {
            heartbeat = ctx.executor()
                    .scheduleAtFixedRate(
                            () -> ctx.writeAndFlush(new TextWebSocketFrame(HEARTBEAT)),
                            0,
                            HEARTBEAT_SECONDS,
                            TimeUnit.SECONDS);
        } else {
            ctx.writeAndFlush(new TextWebSocketFrame("Invalid origin!"));
            DemoSocketHandler.close(ctx, 1008, "");
        }
    }

    @Override
    public void received(ChannelHandlerContext ctx, WebSocketFrame message) {
        message.release();
    }

    @Override
    public void closed() {
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
    }
}
