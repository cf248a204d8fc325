package io.phoenix.gateway.core.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.PeerFault;
import io.phoenix.gateway.core.http.AsciiChars;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Last handler of an HTTP/1.1 connection to an endpoint: hands the answer to the attempt that holds the connection, and
 * closes a connection that speaks without having been asked. Confined to its worker.
 */
final class UpstreamHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamHandler.class);

    private final Http1UpstreamConnection connection;
    private boolean interim;
    private boolean closeDelimited;

    UpstreamHandler(Http1UpstreamConnection connection) {
        this.connection = connection;
    }

    Http1UpstreamConnection connection() {
        return connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        connection.onReadBegin();
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
            onContent(ctx, content);
        }
    }

    private void onHead(ResponseSink sink, HttpResponse head) {
        interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && head.status().code() != 101;
        if (interim) {
            // Whether the client may send its body was its gateway's to say.
            if (head.status().code() != 100) {
                sink.onInterim(head);
            }
            return;
        }
        List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!hasOneFraming(head, codings)) {
            sink.onMalformed(new CodecException("the answer's length is ambiguous"));
        } else if (codings.isEmpty()
                || (codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)))) {
            closeDelimited = codings.isEmpty() && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
            sink.onHead(head);
        } else {
            // We asked for none, and would have to undo it.
            sink.onMalformed(new CodecException("Transfer-Encoding: " + codings));
        }
    }

    /** RFC 9112, section 6.3. */
    private static boolean hasOneFraming(HttpResponse head, List<String> codings) {
        List<String> lengths = head.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
        return lengths.isEmpty() || (lengths.size() == 1 && codings.isEmpty() && isLength(lengths.get(0)));
    }

    private static boolean isLength(String text) {
        return !text.isEmpty() && text.length() <= 18 && AsciiChars.isDigits(text);
    }

    private void onContent(ChannelHandlerContext ctx, HttpContent content) {
        ResponseSink sink = connection.sink();
        // The codec ends each interim answer with an empty last content, which is not the end of the answer.
        if (sink == null) {
            content.release();
        } else if (interim) {
            content.release();
            interim = !(content instanceof LastHttpContent);
        } else if (content instanceof LastHttpContent && !ctx.channel().isActive() && !closeDelimited) {
            // The codec takes the end of the connection for the end of an answer that it sees no length of, even if the
            // answer's framing was edited away since.
            content.release();
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
        connection.onReadComplete();
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
        if (!PeerFault.isOne(thrown)) {
            OwnFault.reportBug(LOG, thrown);
        }
        // Before the close: the codec takes the end of a connection, even a broken one, for the end of an answer that
        // has
        // no length.
        connection.onClosed(thrown);
        ctx.close();
    }
}
