package io.phoenix.gateway.benchmarks.compare;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A backend on a free port of the loopback. Thread-safe. */
final class Backend implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final String name;
    private final Channel socket;

    /** Starts the backend called {@code name} on {@code loop}. */
    Backend(String name, EventLoopGroup loop, Class<? extends ServerChannel> type, Marks marks) {
        this.name = name;
        this.socket = new ServerBootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // One read at a time of each, so that many long bodies do not keep a short one waiting.
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new BackendConnection(name, marks));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    String name() {
        return name;
    }

    int port() {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    @Override
    public void close() {
        socket.close().syncUninterruptibly();
    }
}
