package io.phoenix.gateway.core.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;

/**
 * HTTP/1.1 towards an endpoint, one exchange of messages at a time. Unlike Netty's client codec it can tell whether
 * bytes are left behind an answer. Confined to its worker.
 */
final class UpstreamCodec extends CombinedChannelDuplexHandler<UpstreamCodec.Decoder, UpstreamCodec.Encoder> {

    private static final HttpDecoderConfig DECODING =
            new HttpDecoderConfig().setMaxInitialLineLength(16 * 1024).setMaxHeaderSize(256 * 1024);

    private boolean headAsked;

    UpstreamCodec() {
        init(new Decoder(), new Encoder());
    }

    /** Whether the endpoint sent more than the answer that was just decoded. */
    boolean hasBytesLeft() {
        return inboundHandler().hasBytesLeft();
    }

    final class Decoder extends HttpResponseDecoder {

        Decoder() {
            super(DECODING);
        }

        boolean hasBytesLeft() {
            return actualReadableBytes() > 0;
        }

        /** An answer to HEAD has no body, whatever its framing says (RFC 9112, section 6.3). */
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            boolean interim = message instanceof HttpResponse response
                    && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            return (headAsked && !interim) || super.isContentAlwaysEmpty(message);
        }
    }

    final class Encoder extends HttpRequestEncoder {

        @Override
        protected void encode(ChannelHandlerContext ctx, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                headAsked = request.method().equals(HttpMethod.HEAD);
            }
            super.encode(ctx, message, out);
        }
    }
}
