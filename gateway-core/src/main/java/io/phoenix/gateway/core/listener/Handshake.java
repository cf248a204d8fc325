package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.PeerFault;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits behind TLS for the end of the handshake, and counts it among those under way until then. Leaves the pipeline
 * with it; runs on the connection's worker.
 */
final class Handshake extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final AtomicInteger underWay;
    private final Admission admission;
    private final Consumer<SslHandler> onDone;
    private boolean failed;
    private boolean draining;

    /**
     * One handshake.
     *
     * @param underWay has counted this one already
     * @param onDone puts what comes next at the end of the pipeline
     */
    Handshake(AtomicInteger underWay, Admission admission, Consumer<SslHandler> onDone) {
        this.underWay = underWay;
        this.admission = admission;
        this.onDone = onDone;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        // However it ended: a closed channel removes its handlers too.
        underWay.decrementAndGet();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.BEGINS) {
            draining = true;
        } else if (event == Drain.WAITED) {
            ctx.close();
        } else if (event instanceof SslCompletionEvent completed) {
            if (!completed.isSuccess()) {
                onFailed();
            } else if (event instanceof SslHandshakeCompletionEvent) {
                onDone.accept(ctx.pipeline().get(SslHandler.class));
                if (draining) {
                    ctx.fireUserEventTriggered(Drain.BEGINS);
                }
                ctx.pipeline().remove(this);
            }
        }
    }

    /** Told by the search for the certificate, by the handshake, or by both. */
    private void onFailed() {
        if (!failed) {
            failed = true;
            admission.onRefused(Refusal.HANDSHAKE_FAILED);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        // Nothing is passed on by TLS before the handshake is done.
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (PeerFault.isOne(cause)) {
            // Its message may hold what the client sent.
            LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.getClass().getName());
        } else {
            OwnFault.report(LOG, cause);
        }
        ctx.close();
    }
}
