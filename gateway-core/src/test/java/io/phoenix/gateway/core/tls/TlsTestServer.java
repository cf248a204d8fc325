package io.phoenix.gateway.core.tls;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A loopback server behind {@link ServerTls} that sends back what it gets. */
@SuppressWarnings("FutureReturnValueIgnored") // how a write or close ends shows on the other side
final class TlsTestServer implements AutoCloseable {
    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    /** What clients asked for; empty for none. */
    final BlockingQueue<Optional<String>> asked = new LinkedBlockingQueue<>();

    final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
    final int port;
    private final Channel listening;

    TlsTestServer(Supplier<ServerTls> current, Duration handshakeTimeout) {
        listening = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        ServerTls.install(current, connection.pipeline(), handshakeTimeout);
                        connection.pipeline().addLast(new Echo());
                        accepted.add(connection);
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
        port = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    TlsTestServer(ServerTls tls) {
        this(() -> tls, Duration.ofSeconds(10));
    }

    /** After this all connections are gone with what they held. */
    @Override
    public void close() {
        // A loop that is shut down under open channels may drop the task that removes their handlers; so first the one,
        // then what that has queued, then the other.
        group.submit(() -> {
                    listening.close();
                    accepted.forEach(Channel::close);
                })
                .syncUninterruptibly();
        group.submit(() -> {}).syncUninterruptibly();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SniCompletionEvent sni) {
                asked.add(Optional.ofNullable(sni.hostname()));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Ends a client's pipeline: its failures are looked at in the handshake future. */
    static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
