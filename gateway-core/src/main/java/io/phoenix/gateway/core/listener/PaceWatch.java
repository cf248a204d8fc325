package io.phoenix.gateway.core.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import io.phoenix.gateway.core.exchange.PaceWindow;
import io.phoenix.gateway.core.exchange.SlowReader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Divides a client connection's life into windows, and says of each by an event, from the first handler to the last,
 * that it is over: a {@link PaceWindow}, or a {@link SlowReader} if too little was taken of what waited at its
 * beginning. First of the connection's handlers, so that it sees the bytes as they go to the socket; the only timer of
 * its kind, which fires once per window and is never touched between. Confined to the connection's worker.
 */
final class PaceWatch extends ChannelDuplexHandler {

    private final PaceWindow window;
    private @Nullable ScheduledFuture<?> timer;
    private long given;
    private long takenBefore;
    private long waitingBefore;

    PaceWatch(PaceWindow window) {
        this.window = window;
    }

    /** Bytes that {@code channel}, a connection, has and that its socket does not take yet. */
    static long waiting(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        // A message is pending as a whole until all of it is out.
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        given = waiting(ctx.channel());
        waitingBefore = given;
        schedule(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        // A closed channel removes its handlers too.
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void schedule(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> onWindowEnd(ctx), window.length().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Counts in the channel's own measure, which is not that of the bytes alone. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        long before = waiting(ctx.channel());
        ctx.write(message, promise);
        given += waiting(ctx.channel()) - before;
    }

    private void onWindowEnd(ChannelHandlerContext ctx) {
        schedule(ctx);
        long waiting = waiting(ctx.channel());
        long taken = given - waiting;
        boolean slow = taken - takenBefore < Math.min(waitingBefore, window.leastTaken());
        takenBefore = taken;
        waitingBefore = waiting;
        ctx.fireUserEventTriggered(slow ? new SlowReader(window) : window);
    }
}
