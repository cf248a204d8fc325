package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;

/** The backend's end of a WebSocket: what comes goes back. Confined to its event loop. */
final class WebSocketEcho extends ChannelInboundHandlerAdapter {
    /** The key that the load sends is that of RFC 6455, section 1.3, and this is the answer to it. */
    private static final byte[] SWITCH = String.join(
                    "\r\n",
                    "HTTP/1.1 101 Switching Protocols",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                    "",
                    "")
            .getBytes(US_ASCII);

    private static final int LARGEST_FRAME = 64 * 1024;

    private WebSocketEcho() {}

    /** Agrees to the switch; the connection of {@code backend} is an echo from here on. */
    static void serve(ChannelHandlerContext backend) {
        backend.writeAndFlush(Unpooled.wrappedBuffer(SWITCH));
        backend.pipeline()
                .addLast(
                        new WebSocket13FrameDecoder(true, false, LARGEST_FRAME),
                        new WebSocket13FrameEncoder(false),
                        new WebSocketEcho());
        backend.pipeline().remove(backend.handler());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        ctx.write(frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
