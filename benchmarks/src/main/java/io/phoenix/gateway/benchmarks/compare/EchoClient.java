package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client's WebSocket: what it sends must come back. Confined to the load's event loop. */
final class EchoClient extends ChannelInboundHandlerAdapter {
    private static final int LARGEST_FRAME = 64 * 1024;
    private static final String PADDING = " is what was sent, and is what must come back to whom it belongs.";

    private final String target;
    private final EchoRun run;
    private final StringBuilder head = new StringBuilder();
    private @Nullable ChannelHandlerContext context;
    private boolean switched;
    private long number;
    private String sent = "";

    EchoClient(String target, EchoRun run) {
        this.target = target;
        this.run = run;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        String asking =
                "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        ctx.writeAndFlush(Unpooled.wrappedBuffer(asking.getBytes(US_ASCII)));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (switched) {
            onFrame((WebSocketFrame) message);
            return;
        }
        ByteBuf in = (ByteBuf) message;
        head.append(in.toString(US_ASCII));
        in.release();
        if (head.indexOf("\r\n\r\n") < 0) {
            return;
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            run.onFailed("no WebSocket: " + head.substring(0, head.indexOf("\r\n")));
            return;
        }
        switched = true;
        ctx.pipeline()
                .addBefore(ctx.name(), "decoder", new WebSocket13FrameDecoder(false, false, LARGEST_FRAME))
                .addBefore(ctx.name(), "encoder", new WebSocket13FrameEncoder(true));
        run.onOpen(this);
    }

    private void onFrame(WebSocketFrame frame) {
        boolean same = ByteBufUtil.equals(Unpooled.wrappedBuffer(sent.getBytes(US_ASCII)), frame.content());
        frame.release();
        if (same) {
            run.onEcho(this);
        } else {
            run.onFailed("a WebSocket that gave back something else");
        }
    }

    /** Sends the next message; no two of a connection are the same. */
    void send() {
        number++;
        sent = System.identityHashCode(this) + "/" + number + PADDING;
        Objects.requireNonNull(context, "not connected").writeAndFlush(new TextWebSocketFrame(sent));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        run.onFailed("a WebSocket was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        run.onFailed(String.valueOf(cause));
        ctx.close();
    }
}
