package io.phoenix.gateway.core.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.channels.NotYetConnectedException;

/**
 * First handler of a connection that is being opened. A busy worker may look at the socket between its registration and
 * its connect, and epoll then has it read (netty/netty#10411): that says nothing of the connection, whose connect tells
 * by itself what becomes of it. Closing it would fail a request for nothing. Confined to its worker; gone when the
 * connection is there.
 */
final class Unconnected extends ChannelInboundHandlerAdapter {

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof NotYetConnectedException) || ctx.channel().isActive()) {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }
}
