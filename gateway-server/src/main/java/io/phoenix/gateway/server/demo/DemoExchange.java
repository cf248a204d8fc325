package io.phoenix.gateway.server.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and the writing of its one answer, whole or as a stream. Owned by its connection, confined to that
 * connection's event loop; it ends when the last byte is written or, as an aborted one, when the channel closes.
 */
final class DemoExchange {

    private final ChannelHandlerContext ctx;
    private final DemoRequest request;
    private final DemoCounters counters;
    private final Duration pace;
    private final Runnable onEnd;
    private final HttpHeaders headers = new DefaultHttpHeaders();
    private @Nullable Future<?> tick;
    private @Nullable Runnable whenWritable;
    private boolean generating;
    private boolean closing;
    private boolean ended;

    DemoExchange(ChannelHandlerContext ctx, DemoRequest request, DemoBackend backend, Runnable onEnd) {
        this.ctx = ctx;
        this.request = request;
        this.counters = backend.counters();
        this.pace = backend.pace();
        this.onEnd = onEnd;
        headers.set(DemoBackend.HEADER, backend.label());
    }

    DemoRequest request() {
        return request;
    }

    boolean isEnded() {
        return ended;
    }

    DemoExchange header(CharSequence name, Object value) {
        headers.set(name, value);
        return this;
    }

    /** The connection is closed after this answer, and the answer's head does not say so. */
    void closeUnannounced() {
        closing = true;
    }

    void json(HttpResponseStatus status, JsonValue.Writer body) {
        send(status, "application/json", JsonValue.bytes(body));
    }

    void text(HttpResponseStatus status, String contentType, String body) {
        send(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    void html(String page) {
        text(HttpResponseStatus.OK, "text/html; charset=utf-8", page);
    }

    void empty(HttpResponseStatus status) {
        send(status, null, new byte[0]);
    }

    void send(HttpResponseStatus status, @Nullable String contentType, byte[] body) {
        ByteBuf content = request.isHead() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().add(headers).setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (contentType != null) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        finishWith(response);
    }

    /** Runs the answer after so many ticks; a client that leaves before that is an aborted one. */
    void afterTicks(int ticks, Runnable answer) {
        generate();
        tick = ctx.executor()
                .schedule(
                        () -> {
                            if (!ended) {
                                answer.run();
                            }
                        },
                        pace.toNanos() * ticks,
                        TimeUnit.NANOSECONDS);
    }

    /** Sends the head at once and then one piece per tick, until the pieces or the client's patience end. */
    void stream(String contentType, Iterator<String> pieces) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().add(headers).set(HttpHeaderNames.CONTENT_TYPE, contentType);
        // A client of HTTP/1.0 knows no chunks: for it the end of the connection is the end of the answer.
        if (!request.version().equals(HttpVersion.HTTP_1_0)) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        ctx.writeAndFlush(head);
        if (request.isHead()) {
            finishWith(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            generate();
            scheduleTick(pieces);
        }
    }

    private void scheduleTick(Iterator<String> pieces) {
        tick = ctx.executor().schedule(() -> writePiece(pieces), pace.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void writePiece(Iterator<String> pieces) {
        if (ended) {
            return;
        }
        if (!ctx.channel().isWritable()) {
            scheduleTick(pieces);
        } else if (pieces.hasNext()) {
            ctx.writeAndFlush(new DefaultHttpContent(ByteBufUtil.writeUtf8(ctx.alloc(), pieces.next())));
            scheduleTick(pieces);
        } else {
            finishWith(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    /** Sends so many bytes, no faster than the client reads them. */
    void download(long length) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .add(headers)
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_OCTET_STREAM)
                .set(HttpHeaderNames.CONTENT_LENGTH, length);
        ctx.write(head);
        if (request.isHead()) {
            finishWith(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            Download download = new Download(ctx, length, () -> finishWith(LastHttpContent.EMPTY_LAST_CONTENT));
            whenWritable = download;
            download.run();
        }
    }

    void writable() {
        if (whenWritable != null) {
            whenWritable.run();
        }
    }

    /** The client is gone. */
    void abort() {
        if (!ended) {
            counters.aborted.incrementAndGet();
            end();
        }
    }

    private void generate() {
        if (!generating) {
            generating = true;
            counters.running.incrementAndGet();
        }
    }

    private void finishWith(Object last) {
        // Ended before the write: a failing write closes the channel, and that must not count as the client's doing.
        end();
        var written = ctx.writeAndFlush(last);
        if (closing) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
        onEnd.run();
    }

    private void end() {
        ended = true;
        whenWritable = null;
        if (tick != null) {
            tick.cancel(false);
        }
        if (generating) {
            generating = false;
            counters.running.decrementAndGet();
        }
    }
}
