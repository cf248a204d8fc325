package io.phoenix.gateway.core.listener;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.exchange.ExchangeHandler;
import io.phoenix.gateway.core.net.ReadGate;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection of a client: lets one exchange at a time through, parks pipelined requests, says when the
 * connection ends and ends it so that the last answer arrives. Confined to its worker.
 */
final class Http1Connection extends ChannelDuplexHandler implements ExchangeHandler.Protocol {

    private final ListenerLimits limits;
    private final ReadGate gate;
    private final Deadlines deadlines;
    private final Runnable onIdle = this::onIdle;
    private final Runnable onSlowHead = this::onSlowHead;
    private final Queue<Object> parked = new ArrayDeque<>(0);
    private final LingeringClose lingering;
    private @Nullable ChannelHandlerContext context;

    private int requests;
    private boolean headBegun;
    private boolean exchanging;
    private boolean requestEnded = true;
    private boolean oldVersion;
    private boolean last;
    private boolean closeDelimited;
    private boolean draining;
    private boolean closing;
    private boolean unparking;

    Http1Connection(ListenerLimits limits, ReadGate gate, Deadlines deadlines) {
        this.limits = limits;
        this.gate = gate;
        this.deadlines = deadlines;
        this.lingering = new LingeringClose(deadlines, onIdle);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        deadlines.set(limits.headerTimeout().toNanos(), onIdle);
    }

    // ---- from the client ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
            lingering.onRead();
        } else if ((exchanging && requestEnded) || !parked.isEmpty()) {
            parked.add(message);
            gate.close(ReadGate.Reason.PARKED);
        } else {
            deliver(ctx, message);
        }
    }

    private void deliver(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            exchanging = true;
            headBegun = false;
            requestEnded = false;
            oldVersion = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
            requests++;
            last = draining
                    || requests >= limits.maxRequests()
                    || request.decoderResult().isFailure()
                    || !HttpUtil.isKeepAlive(request);
            deadlines.clear();
        }
        if (message instanceof LastHttpContent) {
            requestEnded = true;
        }
        ctx.fireChannelRead(message);
        if (requestEnded && !exchanging && !closing) {
            next();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        lingering.onClosed();
        dropParked();
        ctx.fireChannelInactive();
    }

    // ---- to the client ----

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            last |= draining
                    || response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
            closeDelimited = !HttpUtil.isContentLengthSet(response) && !HttpUtil.isTransferEncodingChunked(response);
            if (last) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            } else if (oldVersion) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
            }
        }
        ctx.write(message, promise);
    }

    @Override
    public void onExchangeEnd() {
        exchanging = false;
        if (closing) {
            return;
        }
        if (last || draining) {
            close();
        } else if (requestEnded) {
            next();
        } else {
            // The rest of a short request is read and dropped, so that the connection can go on.
            deadlines.set(limits.headerTimeout().toNanos(), onIdle);
        }
    }

    /** Lets the next parked request through, or waits for one. A loop, since each may be answered on the spot. */
    private void next() {
        if (unparking) {
            return;
        }
        unparking = true;
        boolean delivered = false;
        Object message;
        while (!closing && !(exchanging && requestEnded) && (message = parked.poll()) != null) {
            deliver(context(), message);
            delivered = true;
        }
        unparking = false;
        if (delivered) {
            // What was parked has no read of its own whose end would send it on.
            context().fireChannelReadComplete();
        }
        if (parked.isEmpty()) {
            gate.open(ReadGate.Reason.PARKED);
        }
        if (!exchanging && requestEnded && !closing) {
            if (headBegun) {
                onHeadBegin();
            } else {
                deadlines.set(limits.keepAliveTimeout().toNanos(), onIdle);
            }
        }
    }

    /** Whoever is still taking an answer is not idle; how fast it must do that is for {@link PaceWatch} to say. */
    private void onIdle() {
        if (PaceWatch.waiting(context().channel()) > 0) {
            deadlines.set(limits.keepAliveTimeout().toNanos(), onIdle);
        } else {
            context().close();
        }
    }

    /** A head is given its time from its first byte, however long the connection may be idle before. */
    private void onHeadBegin() {
        headBegun = true;
        if (!exchanging && requestEnded && !closing) {
            deadlines.set(limits.headerTimeout().toNanos(), onSlowHead);
        }
    }

    /** What has come of it is a request as far as the log is concerned, and refused like every other bad head. */
    private void onSlowHead() {
        HttpRequest late =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request", Unpooled.EMPTY_BUFFER);
        late.setDecoderResult(DecoderResult.failure(ReadTimeoutException.INSTANCE));
        deliver(context(), late);
    }

    // ---- the end ----

    /** On {@link Drain} one request more at most: closes after the answer that is under way, or the next one. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == HeadBegins.EVENT) {
            onHeadBegin();
        } else if (event == Drain.BEGINS) {
            draining = true;
        } else if (event == Drain.WAITED) {
            onWaited();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** An idle connection too has time for one more request: it may be on its way, and clients repeat no POST. */
    private void onWaited() {
        if (exchanging || headBegun || closing) {
            return;
        }
        if (requests > 0) {
            close();
        } else {
            closing = true;
            // Nothing was said on either side, so that nothing can be lost.
            context().close();
        }
    }

    private void close() {
        closing = true;
        dropParked();
        gate.openAll();
        lingering.begin(context());
    }

    @Override
    public void abort() {
        if (closeDelimited) {
            // The end of the connection is the end of such an answer, so only a reset can tell the two apart.
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        closing = true;
        context().close();
    }

    @Override
    public void leave() {
        closing = true;
        dropParked();
        context().pipeline().remove(this);
        context().pipeline().remove(ClientCodec.class);
    }

    @Override
    public Object lastOfTunnel() {
        // The end of the socket says it.
        return Unpooled.EMPTY_BUFFER;
    }

    private void dropParked() {
        parked.forEach(ReferenceCountUtil::release);
        parked.clear();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }
}
