package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.phoenix.gateway.core.net.ReadGate;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops accepting for a second when the system has no socket to give, as when the process has no file descriptor left:
 * trying again at once would fail as well, and take the worker from the connections that could end. In the pipeline of
 * a listening channel, runs on its worker.
 */
final class AcceptPause extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptPause.class);
    private static final long SAID_EVERY = TimeUnit.MINUTES.toNanos(1);

    private final String listener;
    private final Admission admission;
    private @Nullable ReadGate gate;
    private boolean pausing;
    private long saidAt = System.nanoTime() - SAID_EVERY;

    AcceptPause(String listener, Admission admission) {
        this.listener = listener;
        this.admission = admission;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        gate = new ReadGate(ctx.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        admission.onRefused(Refusal.ACCEPT_FAILED);
        long now = System.nanoTime();
        if (now - saidAt >= SAID_EVERY) {
            saidAt = now;
            LOG.error(
                    "listener {} cannot accept a connection: {}; if files are the reason, raise the limit of open files"
                            + " (ulimit -n, LimitNOFILE) or lower limits.max-connections",
                    listener,
                    cause.getMessage());
        }
        if (!pausing) {
            pausing = true;
            ReadGate accepting = Objects.requireNonNull(gate, "not in a pipeline");
            accepting.close(ReadGate.Reason.NO_SOCKET);
            ctx.executor()
                    .schedule(
                            () -> {
                                pausing = false;
                                accepting.open(ReadGate.Reason.NO_SOCKET);
                            },
                            1,
                            TimeUnit.SECONDS);
        }
    }
}
