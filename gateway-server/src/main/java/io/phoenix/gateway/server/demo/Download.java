package io.phoenix.gateway.server.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;

/**
 * The body of a download of any size from one small block: the byte at place i is {@code i % 251}, so that a reader can
 * tell a lost or doubled piece. Run whenever the channel may be writable; confined to the channel's event loop.
 */
final class Download implements Runnable {

    static final int PERIOD = 251;

    /** A whole number of periods, so that every block begins where the last one ended. */
    private static final int BLOCK = PERIOD * 256;

    /** Blocks per turn: the event loop is shared by all stand-ins, and a fast reader must not keep it to itself. */
    private static final int TURN = 32;

    private static final ByteBuf PATTERN = Unpooled.unreleasableBuffer(pattern());

    private final ChannelHandlerContext ctx;
    private final Runnable onEnd;
    private long left;
    private boolean running;
    private boolean ended;

    Download(ChannelHandlerContext ctx, long length, Runnable onEnd) {
        this.ctx = ctx;
        this.left = length;
        this.onEnd = onEnd;
    }

    private static ByteBuf pattern() {
        ByteBuf block = Unpooled.directBuffer(BLOCK, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block.writeByte(i % PERIOD);
        }
        return block.asReadOnly();
    }

    @Override
    public void run() {
        // A flush can make the channel writable again and so call back into here.
        if (running || ended) {
            return;
        }
        running = true;
        int blocks = 0;
        while (left > 0 && blocks < TURN && ctx.channel().isWritable()) {
            int length = (int) Math.min(left, BLOCK);
            ctx.write(new DefaultHttpContent(PATTERN.retainedSlice(0, length)));
            left -= length;
            blocks++;
        }
        ctx.flush();
        running = false;
        if (left == 0) {
            ended = true;
            onEnd.run();
        } else if (ctx.channel().isActive() && ctx.channel().isWritable()) {
            ctx.executor().execute(this);
        }
    }
}
