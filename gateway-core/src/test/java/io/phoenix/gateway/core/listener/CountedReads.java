package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/** Counts how often a socket is asked to be read; if its reading is switched off and on, that is once more. */
final class CountedReads extends ChannelOutboundHandlerAdapter {

    private int count;

    int count() {
        return count;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        count++;
        ctx.read();
    }
}
