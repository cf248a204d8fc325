package io.phoenix.gateway.core.upstream;

import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.wire.RequestEncoder;
import io.phoenix.gateway.core.wire.ResponseDecoder;

/** HTTP/1.1 towards an endpoint, one exchange of messages at a time. Confined to its worker. */
final class UpstreamCodec extends CombinedChannelDuplexHandler<UpstreamCodec.Decoder, UpstreamCodec.Encoder> {

    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 256 * 1024, 1000);

    private boolean headAsked;

    UpstreamCodec() {
        init(new Decoder(), new Encoder());
    }

    /** Whether the endpoint sent more than the answer that was just decoded. */
    boolean hasBytesLeft() {
        return inboundHandler().hasBytesLeft();
    }

    final class Decoder extends ResponseDecoder {

        Decoder() {
            super(LIMITS);
        }

        @Override
        protected boolean answersHead() {
            return headAsked;
        }
    }

    final class Encoder extends RequestEncoder {

        @Override
        protected void onRequest(HttpRequest request) {
            headAsked = request.method().equals(HttpMethod.HEAD);
        }
    }
}
