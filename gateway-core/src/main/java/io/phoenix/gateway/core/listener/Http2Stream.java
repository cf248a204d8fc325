package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.exchange.ExchangeHandler;
import io.phoenix.gateway.core.net.ReadGate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of HTTP/2, which is one exchange: ends it in the ways that HTTP/2 has (RFC 9113, section 8.1). Confined to
 * its worker.
 */
final class Http2Stream extends ChannelDuplexHandler implements ExchangeHandler.Protocol {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Stream.class);

    private final ListenerLimits limits;
    private final ReadGate gate;
    private final Deadlines deadlines;
    private final Http2Pace.Flow flow;
    private @Nullable ExchangeHandler exchanges;
    private @Nullable ChannelHandlerContext context;
    private boolean requestEnded;
    private boolean answered;
    private boolean reset;
    private long sentBefore;

    /**
     * A stream.
     *
     * @param limits the keep-alive timeout is also how long the end of an answer may stand still
     * @param gate of the stream, shared with the exchange
     * @param deadlines shared with the exchange
     * @param flow tells what the client has taken
     */
    Http2Stream(ListenerLimits limits, ReadGate gate, Deadlines deadlines, Http2Pace.Flow flow) {
        this.limits = limits;
        this.gate = gate;
        this.deadlines = deadlines;
        this.flow = flow;
    }

    /** Sets who gets the request. */
    void serve(ExchangeHandler handler) {
        exchanges = handler;
    }

    ReadGate gate() {
        return gate;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            Http2Request.adapt(request);
            Http2HeadLimits.apply(request, limits.head());
        }
        if (message instanceof LastHttpContent) {
            requestEnded = true;
        }
        if (reset) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** A reset comes past the messages that wait to be read, since the client wants none of them answered. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            reset = true;
            exchanges().onClientGone();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception) {
            // The codec resets the stream by itself.
            LOG.debug("stream of {}: {}", ctx.channel().parent().remoteAddress(), cause.getMessage());
            reset = true;
            exchanges().onClientGone();
        } else if (cause instanceof DecoderException) {
            // What HTTP/2 lets pass and a request of ours cannot be made of.
            LOG.debug("stream of {}: {}", ctx.channel().parent().remoteAddress(), cause.getMessage());
            exchanges().onClientGone();
            reset(Http2Error.PROTOCOL_ERROR);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    // ---- to the client ----

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            ctx.write(message, promise.unvoid()).addListener(written -> onAnswered(written.isSuccess()));
        } else if (message instanceof HttpResponse) {
            ctx.write(message, promise.unvoid()).addListener(written -> {
                if (!written.isSuccess()) {
                    // A head that HTTP/2 cannot express, so that nothing may follow it.
                    reset(Http2Error.INTERNAL_ERROR);
                }
            });
        } else {
            ctx.write(message, promise);
        }
    }

    private void onAnswered(boolean complete) {
        answered = true;
        if (!complete) {
            reset(Http2Error.INTERNAL_ERROR);
        } else if (!requestEnded) {
            // Asks for no more of the request, while the answer stays good. Not before it is sent: a reset drops the
            // rest of it.
            reset(Http2Error.NO_ERROR);
        }
    }

    @Override
    public void onExchangeEnd() {
        if (!answered && !reset && context().channel().isActive()) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        sentBefore = flow.sent();
        deadlines.set(limits.keepAliveTimeout().toNanos(), this::onStall);
    }

    private void onStall() {
        if (flow.sent() > sentBefore) {
            awaitEnd();
        } else {
            reset(Http2Error.CANCEL);
        }
    }

    @Override
    public void abort() {
        reset(Http2Error.INTERNAL_ERROR);
    }

    /** Only where an {@link Http2Tunnel} let the request look like one that wants an upgrade. */
    @Override
    public void leave() {
        ChannelPipeline pipeline = context().pipeline();
        pipeline.remove(this);
        pipeline.remove(Http2StreamFrameToHttpObjectCodec.class);
        pipeline.get(Http2Tunnel.class).open(pipeline.context(Http2Tunnel.class));
    }

    @Override
    public Object lastOfTunnel() {
        return new DefaultHttp2DataFrame(true);
    }

    private void reset(Http2Error error) {
        if (!reset && context().channel().isActive()) {
            reset = true;
            context().writeAndFlush(new DefaultHttp2ResetFrame(error));
        }
    }

    private ExchangeHandler exchanges() {
        return Objects.requireNonNull(exchanges, "serves nobody");
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }
}
