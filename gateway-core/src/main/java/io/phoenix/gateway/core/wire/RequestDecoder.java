package io.phoenix.gateway.core.wire;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.http.HeadLimits;
import java.util.List;

/** Requests from a client. Confined to its worker. */
public abstract class RequestDecoder extends MessageDecoder {

    /** One for a connection whose heads stay within {@code limits}. */
    protected RequestDecoder(HeadLimits limits) {
        super(limits, true);
    }

    /** A request is about to be passed on. */
    protected abstract void onRequest(HttpRequest request);

    @Override
    HttpMessage message(HeadParser read) {
        return new DefaultHttpRequest(read.version(), read.method(), read.target(), read.fields());
    }

    @Override
    HttpMessage invalidMessage() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/bad-request", Unpooled.EMPTY_BUFFER);
    }

    /** RFC 9112, section 6.3: where chunked is not the last coding, nobody knows where the body ends. */
    @Override
    Framing framing(HttpMessage message) {
        onRequest((HttpRequest) message);
        List<String> codings = message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && !endsInChunked(String.join(",", codings))) {
            throw new DecoderException("chunked is not the last transfer coding");
        }
        return Framing.STATED;
    }

    /** It may be applied once (RFC 9112, section 7.1). */
    private static boolean endsInChunked(String codings) {
        String[] each = codings.split(",", -1);
        for (int i = 0; i < each.length; i++) {
            boolean last = i == each.length - 1;
            if (HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(each[i].trim()) != last) {
                return false;
            }
        }
        return true;
    }
}
