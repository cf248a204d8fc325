package io.phoenix.gateway.core.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Stands in the place of a socket and counts the buffers that it is given, each of which it would have to send. */
public final class CountedWrites extends ChannelOutboundHandlerAdapter {

    private int count;

    /** How many there were. */
    public int count() {
        return count;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        count++;
        ctx.write(message, promise);
    }
}
