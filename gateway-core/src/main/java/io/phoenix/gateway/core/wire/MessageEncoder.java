package io.phoenix.gateway.core.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Writes Netty's messages as HTTP/1.1. A head and a short piece of a body, or a chunk with its lines, become one
 * buffer: to copy so little costs less than the kernel takes to gather it. Longer pieces are not copied. Takes
 * ownership of what is written. Confined to its worker.
 */
public abstract class MessageEncoder extends ChannelOutboundHandlerAdapter {

    /** Bytes up to which a piece is copied. */
    private static final int SHORT = 1024;

    private enum Body {
        NONE,
        PLAIN,
        CHUNKED
    }

    private Body body = Body.NONE;

    /** Writes the first line of {@code message} to {@code out}. */
    abstract void startLine(HttpMessage message, HeadWriter out);

    /** Makes the framing of {@code message} one that it may have; returns whether it has no body whatever that says. */
    abstract boolean prepare(HttpMessage message);

    @Override
    public final void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpMessage || message instanceof HttpContent) {
            writePart(ctx, message, promise);
        } else {
            ctx.write(message, promise);
        }
    }

    private void writePart(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        HeadWriter out = HeadWriter.begin();
        if (message instanceof HttpMessage head) {
            boolean bare = prepare(head);
            body = bare ? Body.NONE : HttpUtil.isTransferEncodingChunked(head) ? Body.CHUNKED : Body.PLAIN;
            startLine(head, out);
            out.fields(head.headers());
            out.endLine();
        }
        if (message instanceof HttpContent content) {
            writeContent(ctx, out, content, promise);
        } else {
            ctx.write(out.take(ctx.alloc()), promise);
        }
    }

    private void writeContent(ChannelHandlerContext ctx, HeadWriter out, HttpContent content, ChannelPromise promise) {
        ByteBuf data = content.content();
        int size = body == Body.NONE ? 0 : data.readableBytes();
        boolean chunk = body == Body.CHUNKED && size > 0;
        if (chunk) {
            out.text(Integer.toHexString(size));
            out.endLine();
        }
        boolean apart = size > SHORT;
        if (apart) {
            writeBefore(ctx, out);
            // Chunks go on behind their data.
            ctx.write(data.retain(), body == Body.CHUNKED ? ctx.newPromise() : promise);
        } else if (size > 0) {
            out.bytes(data);
        }
        if (chunk) {
            out.endLine();
        }
        if (body == Body.CHUNKED && content instanceof LastHttpContent last) {
            out.octet('0');
            out.endLine();
            out.fields(last.trailingHeaders());
            out.endLine();
        }
        content.release();
        if (!apart || body == Body.CHUNKED) {
            ctx.write(out.isEmpty() ? Unpooled.EMPTY_BUFFER : out.take(ctx.alloc()), promise);
        }
    }

    private static void writeBefore(ChannelHandlerContext ctx, HeadWriter out) {
        if (!out.isEmpty()) {
            ctx.write(out.take(ctx.alloc()));
        }
    }
}
