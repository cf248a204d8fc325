package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.wire.RequestDecoder;
import io.phoenix.gateway.core.wire.ResponseEncoder;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * HTTP/1.1 towards a client; tells by {@link HeadBegins} when a request begins that did not come at once. Confined to
 * its worker.
 */
final class ClientCodec extends CombinedChannelDuplexHandler<ClientCodec.Decoder, ClientCodec.Encoder> {

    /** Of the requests that are decoded and not answered. */
    private final Queue<HttpMethod> methods = new ArrayDeque<>(2);

    ClientCodec(HeadLimits limits) {
        init(new Decoder(limits), new Encoder());
    }

    final class Decoder extends RequestDecoder {

        private boolean announced;

        Decoder(HeadLimits limits) {
            super(limits);
        }

        @Override
        protected void onPartOfHead(ChannelHandlerContext ctx) {
            if (!announced) {
                announced = true;
                ctx.fireUserEventTriggered(HeadBegins.EVENT);
            }
        }

        @Override
        protected void onRequest(HttpRequest request) {
            announced = false;
            methods.add(request.method());
        }
    }

    final class Encoder extends ResponseEncoder {

        @Override
        protected boolean answersHead(HttpResponse response) {
            return HttpMethod.HEAD.equals(methods.poll());
        }
    }
}
