package io.phoenix.gateway.core.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.phoenix.gateway.core.exchange.Deadlines;
import java.time.Duration;

/**
 * Closes a connection of HTTP/1.1 after what was written. What its client still sends is read and dropped for a while,
 * since a socket that is closed with unread bytes resets the connection and takes the answer with it (RFC 9112, section
 * 9.6). Confined to the connection's worker.
 */
final class LingeringClose {

    /** How long a client that still sends what nobody wants may be silent before its connection is cut. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** How long it may go on sending. */
    private static final Duration WHOLE = Duration.ofSeconds(30);

    private final Deadlines deadlines;
    private final Runnable onIdle;
    private boolean lingering;
    private long end;

    /** One for the connection of {@code deadlines}; {@code onIdle} cuts it. */
    LingeringClose(Deadlines deadlines, Runnable onIdle) {
        this.deadlines = deadlines;
        this.onIdle = onIdle;
    }

    /** Begins; the connection is read from here on. */
    void begin(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            lingering = true;
            end = System.nanoTime() + WHOLE.toNanos();
            onRead();
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (!flushed.isSuccess()) {
                ctx.close();
            } else if (tls != null) {
                tls.closeOutbound().addListener(notified -> shutdownOutput(ctx));
            } else {
                shutdownOutput(ctx);
            }
        });
    }

    /** Something came that is dropped. */
    void onRead() {
        long left = end - System.nanoTime();
        if (lingering && left > 0) {
            deadlines.set(Math.min(left, IDLE.toNanos()), onIdle);
        }
    }

    /** The connection is closed. */
    void onClosed() {
        lingering = false;
    }

    private static void shutdownOutput(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            ctx.close();
        }
    }
}
