package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells HTTP/2 with prior knowledge (RFC 9113, section 3.3) from HTTP/1.1 on a connection without TLS, by the first
 * bytes: the preface of HTTP/2 begins like no request of HTTP/1.1, so that nobody has to wait for more of it than is
 * needed to see the difference. Leaves the pipeline then; runs on the connection's worker.
 */
final class Preface extends ByteToMessageDecoder {

    private static final ByteBuf HTTP_2 = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                    .asReadOnly());

    private final Duration limit;
    private final Consumer<Boolean> onKnown;
    private @Nullable ScheduledFuture<?> timer;
    private boolean draining;

    /**
     * For one connection.
     *
     * @param limit until the difference must be seen
     * @param onKnown gets whether it is HTTP/2 and puts what comes next at the end of the pipeline
     */
    Preface(Duration limit, Consumer<Boolean> onKnown) {
        this.limit = limit;
        this.onKnown = onKnown;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> ctx.close(), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int length = Math.min(in.readableBytes(), HTTP_2.readableBytes());
        boolean same = HTTP_2.slice(0, length).equals(in.slice(in.readerIndex(), length));
        if (!same || length == HTTP_2.readableBytes()) {
            onKnown.accept(same);
            if (draining) {
                ctx.fireUserEventTriggered(Drain.BEGINS);
            }
            // Hands over what was read.
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.BEGINS) {
            draining = true;
        } else if (event == Drain.WAITED) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The client is gone before it has said anything.
        ctx.close();
    }
}
