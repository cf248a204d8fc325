package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.PeerFault;
import io.phoenix.gateway.core.http.MessageJoiner;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestValidator;
import io.phoenix.gateway.core.net.ReadGate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last handler of a client connection: turns its messages into calls on one {@link Exchange} at a time. Confined to its
 * worker.
 */
public final class ExchangeHandler extends ChannelInboundHandlerAdapter implements ClientSide {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

    /** What differs between the versions of HTTP. Called on the worker. */
    public interface Protocol {
        /** The answer is written; the rest of the request, if any, is of no interest. */
        void onExchangeEnd();

        /** Ends the answer so that it cannot be taken for complete. */
        void abort();

        /** Removes the protocol's handlers, since the bytes from here on are not its own. */
        void leave();

        /** What is to be written when no more bytes follow in a tunnel, before the output is shut down if it can be. */
        Object lastOfTunnel();
    }

    private final ExchangeEnvironment environment;
    private final RequestHead.ClientConnection connection;
    private final Protocol protocol;
    private final ReadGate gate;
    private final Deadlines deadlines;
    private final MessageJoiner output = new MessageJoiner(message -> context().write(message));
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private boolean reading;

    /** A handler for one connection, on which {@code gate} and {@code deadlines} are shared with {@code protocol}. */
    public ExchangeHandler(
            ExchangeEnvironment environment,
            RequestHead.ClientConnection connection,
            Protocol protocol,
            ReadGate gate,
            Deadlines deadlines) {
        this.environment = environment;
        this.connection = connection;
        this.protocol = protocol;
        this.gate = gate;
        this.deadlines = deadlines;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        try {
            if (message instanceof HttpRequest request) {
                begin(request);
            }
            if (message instanceof HttpContent content) {
                if (exchange == null) {
                    content.release();
                } else {
                    exchange.onRequestContent(content);
                }
            } else if (!(message instanceof HttpRequest)) {
                ReferenceCountUtil.release(message);
            }
        } catch (RuntimeException e) {
            onBug(e);
        }
    }

    private void begin(HttpRequest request) {
        RequestValidator.Verdict verdict = RequestValidator.validate(request, connection);
        Exchange begun = new Exchange(verdict.head(), this, context().executor(), environment);
        exchange = begun;
        if (verdict.refusal() == null) {
            begun.begin();
        } else {
            begun.refuseHead(verdict.refusal());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (exchange != null) {
            exchange.onRequestReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.onClientWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof PaceWindow window) {
            if (exchange != null) {
                exchange.onPaceWindow(window);
            }
        } else if (!(event instanceof SlowReader slow)) {
            ctx.fireUserEventTriggered(event);
        } else if (exchange != null) {
            exchange.fail(Patience.slowReader(slow.window()));
        } else {
            // The rest of an answer that is over for everybody else.
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        onClientGone();
        output.discard();
        deadlines.close();
    }

    /** The client wants no answer any more: what runs for it is stopped at once. */
    public void onClientGone() {
        if (exchange != null) {
            exchange.onClientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (PeerFault.isOne(cause)) {
            // Its message may hold what the client sent.
            LOG.debug("{}: {}", connection.peer(), cause.getClass().getName());
            ctx.close();
        } else {
            onBug(cause);
            ctx.close();
        }
    }

    private void onBug(Throwable cause) {
        if (exchange == null) {
            OwnFault.report(LOG, cause);
            context().close();
        } else {
            OwnFault.reportBug(LOG, cause);
            exchange.fail(OwnFault.failure(cause));
        }
    }

    // ---- the client as the exchange sees it ----

    @Override
    public void write(Object message) {
        output.write(message);
    }

    @Override
    public void flush() {
        output.letGo();
        context().flush();
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public ReadGate gate() {
        return gate;
    }

    @Override
    public Deadlines deadlines() {
        return deadlines;
    }

    @Override
    public ByteBufAllocator allocator() {
        return context().alloc();
    }

    @Override
    public Channel channel() {
        return context().channel();
    }

    @Override
    public void abort() {
        output.discard();
        protocol.abort();
    }

    @Override
    public void switchTo(ChannelHandler tunnelEnd) {
        context().pipeline().addLast(tunnelEnd);
        context().pipeline().remove(this);
        protocol.leave();
    }

    @Override
    public Object lastOfTunnel() {
        return protocol.lastOfTunnel();
    }

    @Override
    public void onExchangeEnd() {
        exchange = null;
        gate.open(ReadGate.Reason.NOT_READY);
        gate.open(ReadGate.Reason.SINK_FULL);
        gate.open(ReadGate.Reason.SPILLING);
        gate.open(ReadGate.Reason.DECODING);
        protocol.onExchangeEnd();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }
}
