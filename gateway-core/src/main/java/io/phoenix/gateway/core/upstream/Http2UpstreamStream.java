package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.PeerFault;
import io.phoenix.gateway.core.http.HeadAndEnd;
import io.phoenix.gateway.core.http.Http2Fields;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream to an endpoint, which serves one attempt; last handler of its pipeline. Its window is given back as the
 * client takes the answer. Confined to its worker.
 */
final class Http2UpstreamStream extends ChannelInboundHandlerAdapter implements UpstreamConnection {

    private static final Logger LOG = LoggerFactory.getLogger(Http2UpstreamStream.class);

    private final Http2StreamChannel channel;
    private final Http2UpstreamConnection connection;
    private final ReadGate gate;
    private final boolean mayBeStale;
    private @Nullable ResponseSink sink;
    private boolean headAsked;
    private boolean refused;
    private boolean answered;

    /** What the answer's Content-Length leaves to come; -1 where none was said or none counts. */
    private long left = -1;

    private Http2UpstreamStream(Http2StreamChannel channel, Http2UpstreamConnection connection, boolean mayBeStale) {
        this.channel = channel;
        this.connection = connection;
        this.gate = new ReadGate(channel);
        this.mayBeStale = mayBeStale;
    }

    /**
     * Fills the pipeline of a stream of {@code connection}.
     *
     * @param mayBeStale whether the connection was idle, so that the endpoint may have closed it already
     */
    static void install(Http2StreamChannel channel, Http2UpstreamConnection connection, boolean mayBeStale) {
        channel.config().setWriteBufferWaterMark(Connector.WATER_MARK);
        channel.pipeline()
                .addLast(new Http2StreamFrameToHttpObjectCodec(false))
                .addLast(new HeadAndEnd())
                .addLast(new Http2UpstreamStream(channel, connection, mayBeStale));
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Endpoint endpoint() {
        return connection.endpoint();
    }

    @Override
    public ReadGate gate() {
        return gate;
    }

    /** By REFUSED_STREAM, or by a GOAWAY that does not cover this stream (RFC 9113, section 8.7). */
    @Override
    public boolean mayRepeat() {
        return refused || (mayBeStale && !answered);
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void attach(ResponseSink newSink) {
        sink = newSink;
    }

    // ---- towards the endpoint ----

    @Override
    public void write(Object message) {
        if (message instanceof HttpRequest request) {
            headAsked = request.method().equals(HttpMethod.HEAD);
            // The codec would drop what Connection names, and take pseudo-headers from fields of its own.
            request.headers().remove(HttpHeaderNames.CONNECTION);
            Http2Fields.remove(request.headers());
        }
        channel.write(message);
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void release() {
        sink = null;
        if (channel.stream().state() == Http2Stream.State.OPEN) {
            // The endpoint has not taken the whole request and will not, since it has answered.
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }
        channel.close();
    }

    /** Says CANCEL, if the endpoint has heard of the stream. */
    @Override
    public void close() {
        sink = null;
        channel.close();
    }

    @Override
    public void switchTo(ChannelHandler tunnelEnd) {
        throw new IllegalStateException("a stream of HTTP/2 is never upgraded");
    }

    // ---- from the endpoint ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        answered = true;
        ResponseSink current = sink;
        if (current == null) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpResponse head) {
            onHead(current, head);
        } else if (message instanceof HttpContent content) {
            onContent(current, content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void onHead(ResponseSink current, HttpResponse head) {
        Http2Fields.remove(head.headers());
        boolean ended = head instanceof LastHttpContent;
        ReferenceCountUtil.release(head);
        if (head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            onFinalHead(current, head, ended);
        } else if (head.status().code() != 100) {
            // Whether the client may send its body was its gateway's to say.
            current.onInterim(head);
        }
    }

    private void onFinalHead(ResponseSink current, HttpResponse head, boolean ended) {
        left = headAsked || head.status().code() == 304 ? -1 : HttpUtil.getContentLength(head, -1L);
        if (ended && left > 0) {
            refuseAsShort(current);
            return;
        }
        current.onHead(new DefaultHttpResponse(RequestHead.HTTP_2, head.status(), head.headers()));
        if (ended && sink != null) {
            sink.onContent(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private void onContent(ResponseSink current, HttpContent content) {
        if (left >= 0) {
            left -= content.content().readableBytes();
        }
        if (content instanceof LastHttpContent && left > 0) {
            content.release();
            refuseAsShort(current);
        } else {
            current.onContent(content);
        }
    }

    /** The codec lets a body without any byte pass, whatever length was said, since it does not know of HEAD. */
    private static void refuseAsShort(ResponseSink current) {
        current.onMalformed(new CodecException("the answer is shorter than its Content-Length"));
    }

    /** What was received before is still read; then the codec ends the stream. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2GoAwayFrame) {
            refused = true;
        } else if (event instanceof Http2ResetFrame reset && reset.errorCode() == Http2Error.REFUSED_STREAM.code()) {
            refused = true;
            connection.retire();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (sink != null) {
            sink.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (sink != null && channel.isWritable()) {
            sink.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ResponseSink last = sink;
        sink = null;
        if (last == null) {
            return;
        }
        Throwable fault = connection.fault();
        if (fault instanceof Http2Exception && !mayRepeat()) {
            last.onMalformed(fault);
        } else {
            last.onClosed(fault);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        ResponseSink last = sink;
        sink = null;
        if (last != null && (thrown instanceof CodecException || thrown instanceof Http2Exception)) {
            last.onMalformed(thrown);
        } else if (last != null) {
            last.onClosed(thrown);
        }
        if (!(thrown instanceof CodecException) && !(thrown instanceof Http2Exception) && !PeerFault.isOne(thrown)) {
            OwnFault.reportBug(LOG, thrown);
        }
        ctx.close();
    }
}
