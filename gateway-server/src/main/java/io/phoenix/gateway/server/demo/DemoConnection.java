package io.phoenix.gateway.server.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last handler of one connection to a stand-in: reads one request at a time, hands it to the application, and parks
 * what a client sends ahead. Confined to the connection's event loop.
 */
final class DemoConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(DemoConnection.class);
    private static final int MOST_PARKED = 1024;

    private final DemoBackend backend;
    private final long number;
    private final Deque<Object> parked = new ArrayDeque<>();
    private @Nullable DemoRequest request;
    private @Nullable DemoExchange exchange;
    private long requests;

    DemoConnection(DemoBackend backend) {
        this.backend = backend;
        this.number = backend.counters().connections.incrementAndGet();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (exchange == null && parked.isEmpty()) {
            read(ctx, message);
        } else if (parked.size() < MOST_PARKED) {
            parked.add(message);
        } else {
            ReferenceCountUtil.release(message);
            ctx.close();
        }
    }

    private void read(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                refuse(ctx, message);
                return;
            }
            if (message instanceof HttpRequest head) {
                begin(ctx, head);
            }
            if (message instanceof HttpContent content && request != null) {
                request.body().add(content.content());
                if (content instanceof LastHttpContent last) {
                    answer(ctx, request, last);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        boolean hashed = CommonPaths.takesEndlessBodies(DemoRequest.pathOf(head.uri()));
        DemoBody body =
                hashed ? DemoBody.hashed() : DemoBody.kept(backend.application().bodyLimit());
        request = DemoRequest.of(head, body, number, ++requests);
        if (HttpUtil.is100ContinueExpected(head)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void answer(ChannelHandlerContext ctx, DemoRequest complete, LastHttpContent last) {
        request = null;
        DemoSocket socket = upgrades(complete) ? backend.application().socket(complete) : null;
        if (socket != null) {
            DemoSocketHandler.upgrade(ctx, complete, backend.label(), socket);
            return;
        }
        DemoExchange next = open(ctx, complete);
        try {
            if (complete.version().majorVersion() != 1) {
                next.header(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                next.text(HttpResponseStatus.BAD_REQUEST, "text/plain", "Invalid HTTP request received.");
            } else if (complete.body().isTooLarge()) {
                next.json(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, CommonPaths::tooLarge);
            } else if (!CommonPaths.answer(next, last.trailingHeaders())) {
                backend.application().answer(next);
            }
        } catch (RuntimeException e) {
            LOG.warn("The demo's {} failed to answer {}", backend.label(), complete.route(), e);
            ctx.close();
        }
    }

    private void refuse(ChannelHandlerContext ctx, Object message) {
        DemoRequest refused = request;
        if (message instanceof HttpRequest head) {
            refused = DemoRequest.of(head, DemoBody.kept(0), number, ++requests);
        }
        request = null;
        if (refused == null) {
            ctx.close();
            return;
        }
        open(ctx, refused)
                .header(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .text(HttpResponseStatus.BAD_REQUEST, "text/plain", "Invalid HTTP request received.");
    }

    private DemoExchange open(ChannelHandlerContext ctx, DemoRequest complete) {
        DemoExchange opened = new DemoExchange(ctx, complete, backend, () -> ended(ctx));
        exchange = opened;
        return opened;
    }

    private void ended(ChannelHandlerContext ctx) {
        exchange = null;
        if (!parked.isEmpty()) {
            ctx.executor().execute(() -> unpark(ctx));
        }
    }

    private void unpark(ChannelHandlerContext ctx) {
        while (exchange == null && !ctx.isRemoved()) {
            Object message = parked.poll();
            if (message == null) {
                return;
            }
            read(ctx, message);
        }
    }

    private static boolean upgrades(DemoRequest request) {
        return request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.abort();
            exchange = null;
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        for (Object message = parked.poll(); message != null; message = parked.poll()) {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("A connection to the demo's {} broke", backend.label(), cause);
        ctx.close();
    }
}
