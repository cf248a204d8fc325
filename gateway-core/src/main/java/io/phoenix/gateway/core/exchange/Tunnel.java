package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.net.ReadGate;
import io.phoenix.gateway.core.upstream.UpstreamConnection;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Two connections, or a stream and a connection, after a switch of protocols: bytes go both ways, each at the pace of
 * its reader, and each direction ends by itself where both sides are plain TCP or streams of HTTP/2. TLS cannot be half
 * closed, so with it the end of one is the end of both. Confined to its worker.
 */
final class Tunnel {

    private final Exchange exchange;
    private final End client;
    private final End upstream;
    private final boolean halfCloses;
    private boolean open;

    private Tunnel(ClientSide clientSide, UpstreamConnection connection, Exchange exchange) {
        this.exchange = exchange;
        this.client = new End(clientSide.channel(), clientSide.gate(), clientSide::lastOfTunnel, true);
        this.upstream = new End(connection.channel(), connection.gate(), () -> Unpooled.EMPTY_BUFFER, false);
        this.halfCloses = isPlain(client.channel) && isPlain(upstream.channel);
    }

    /** Takes both pipelines over and lets the bytes flow. */
    static Tunnel open(ClientSide clientSide, UpstreamConnection connection, Exchange exchange) {
        Tunnel tunnel = new Tunnel(clientSide, connection, exchange);
        tunnel.client.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, tunnel.halfCloses);
        tunnel.upstream.channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, tunnel.halfCloses);
        // The client's codec goes first: bytes that came glued to the 101 are written to it as soon as the other one is
        // gone.
        clientSide.switchTo(tunnel.client);
        connection.switchTo(tunnel.upstream);
        tunnel.open = true;
        tunnel.client.sendEarly();
        tunnel.client.gate.openAll();
        tunnel.upstream.gate.openAll();
        return tunnel;
    }

    private static boolean isPlain(Channel channel) {
        return channel.pipeline().get(SslHandler.class) == null;
    }

    /** Closes both ends. */
    void close() {
        client.channel.close();
        upstream.channel.close();
    }

    private final class End extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private final ReadGate gate;
        private final Supplier<Object> last;
        private final boolean isClient;
        private @Nullable Queue<ByteBuf> early;
        private boolean inputEnded;
        private boolean outputEnded;
        private boolean broken;
        private @Nullable ChannelFuture lastSaid;

        End(Channel channel, ReadGate gate, Supplier<Object> last, boolean isClient) {
            this.channel = channel;
            this.gate = gate;
            this.last = last;
            this.isClient = isClient;
        }

        private End peer() {
            return isClient ? upstream : client;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                // What the codec said last, such as the empty end of the 101.
                ReferenceCountUtil.release(message);
            } else if (!open && isClient) {
                if (early == null) {
                    early = new ArrayDeque<>();
                }
                early.add(bytes);
            } else {
                relay(bytes);
            }
        }

        private void relay(ByteBuf bytes) {
            int length = bytes.readableBytes();
            exchange.onTunnelBytes(isClient ? length : 0, isClient ? 0 : length);
            Channel other = peer().channel;
            other.write(bytes);
            if (!other.isWritable()) {
                other.flush();
            }
            if (!other.isWritable()) {
                gate.close(ReadGate.Reason.SINK_FULL);
            }
        }

        void sendEarly() {
            if (early != null) {
                early.forEach(this::relay);
                early = null;
                peer().channel.flush();
            }
            if (inputEnded) {
                endOtherOutput();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            peer().channel.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (channel.isWritable()) {
                peer().gate.open(ReadGate.Reason.SINK_FULL);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent && !inputEnded) {
                inputEnded = true;
                if (open) {
                    endOtherOutput();
                }
            } else if (event instanceof SlowReader) {
                broken = true;
                ctx.close();
            }
        }

        private void endOtherOutput() {
            if (halfCloses) {
                peer().endOutput();
                closeIfDone();
            } else {
                peer().sayLast().addListener(ChannelFutureListener.CLOSE);
            }
        }

        private ChannelFuture sayLast() {
            ChannelFuture said = lastSaid == null ? channel.writeAndFlush(last.get()) : lastSaid;
            lastSaid = said;
            return said;
        }

        /** The other side has no more to say: say so here, after all that it said. */
        private void endOutput() {
            sayLast().addListener(flushed -> {
                if (channel instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                }
                outputEnded = true;
                closeIfDone();
            });
        }

        /** Each side by itself: the other one may still be busy with the last bytes. */
        private void closeIfDone() {
            if (inputEnded && outputEnded) {
                channel.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            Channel other = peer().channel;
            if (!other.isActive()) {
                exchange.onTunnelClosed();
            } else if (!inputEnded && (broken || halfCloses)) {
                // It was cut off; what it said last may be cut off as well, and must not wait for a reader.
                other.close();
            } else {
                peer().sayLast().addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            broken = true;
            ctx.close();
        }
    }
}
