package io.phoenix.gateway.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the ClientHello, then puts the {@code SslHandler} of the right certificate in its own place. Owned by one
 * client connection's pipeline, runs on its worker.
 *
 * <p>Netty's handler asks for a context and only then creates an engine, which retains it. Between the two another
 * thread may close a snapshot that was just replaced; therefore the context is retained from the lookup until the
 * engine has it.
 */
final class SniSelector extends SniHandler {
    /**
     * As much as BoringSSL takes for one handshake message; what a client may make us hold before it has shown
     * anything.
     */
    private static final int MAX_CLIENT_HELLO = 16 * 1024;

    private final Supplier<ServerTls> current;
    private long startedNanos;

    SniSelector(Supplier<ServerTls> current, Duration handshakeTimeout) {
        super(
                (name, promise) -> {
                    throw new IllegalStateException("lookup is overridden");
                },
                MAX_CLIENT_HELLO,
                handshakeTimeout.toMillis());
        this.current = current;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        startedNanos = System.nanoTime();
        super.handlerAdded(ctx);
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
        // Answered at once: between here and replaceHandler nothing else runs that could forget the reference.
        return ctx.executor().newSucceededFuture(ServerTls.retained(current, hostname));
    }

    @Override
    protected void replaceHandler(ChannelHandlerContext ctx, @Nullable String hostname, SslContext context)
            throws Exception {
        try {
            super.replaceHandler(ctx, hostname, context);
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator);
        if (handshakeTimeoutMillis > 0) {
            // One limit for the whole handshake: what the ClientHello has used up is gone.
            long used = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
            handler.setHandshakeTimeoutMillis(Math.max(1, handshakeTimeoutMillis - used));
        } else {
            handler.setHandshakeTimeoutMillis(0);
        }
        return handler;
    }
}
