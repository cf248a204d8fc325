package io.phoenix.gateway.core.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands before the codec and notes that the endpoint has begun to answer, however little the codec can make of it:
 * from then on the request may have run. Confined to its worker.
 */
final class FirstByte extends ChannelInboundHandlerAdapter {

    private final Http1UpstreamConnection connection;

    FirstByte(Http1UpstreamConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        connection.markAnswered();
        ctx.fireChannelRead(message);
    }
}
