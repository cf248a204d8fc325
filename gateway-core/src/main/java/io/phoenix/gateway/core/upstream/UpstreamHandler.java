package io.phoenix.gateway.core.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Last handler of an upstream connection: hands the answer to the attempt that holds the connection, and closes a
 * connection that speaks without having been asked. Confined to its worker.
 */
final class UpstreamHandler extends ChannelInboundHandlerAdapter {

    private final UpstreamConnection connection;
    private boolean interim;

    UpstreamHandler(UpstreamConnection connection) {
        this.connection = connection;
    }

    UpstreamConnection connection() {
        return connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ResponseSink sink = connection.sink();
        if (sink == null) {
            // Bytes nobody asked for: whatever they are, the next answer on this connection could not be trusted.
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            sink.onMalformed(object.decoderResult().cause());
            return;
        }
        if (message instanceof HttpResponse head) {
            onHead(sink, head);
        }
        if (message instanceof HttpContent content) {
            onContent(sink, content);
        }
    }

    private void onHead(ResponseSink sink, HttpResponse head) {
        interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && head.status().code() != 101;
        if (!interim) {
            sink.onHead(head);
        }
    }

    private void onContent(ResponseSink sink, HttpContent content) {
        // The codec ends each interim answer with an empty last content, which is not the end of the answer.
        if (interim) {
            content.release();
            interim = !(content instanceof LastHttpContent);
        } else {
            sink.onContent(content);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ResponseSink sink = connection.sink();
        if (sink != null) {
            sink.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ResponseSink sink = connection.sink();
        if (sink != null && ctx.channel().isWritable()) {
            sink.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.onClosed(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        // Before the close: the codec takes the end of a connection, even a broken one, for the end of an answer
        // without a
        // length.
        connection.onClosed(thrown);
        ctx.close();
    }
}
