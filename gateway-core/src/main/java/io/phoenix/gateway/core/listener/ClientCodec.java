package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.http.WireGuard;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * HTTP/1.1 towards a client: decodes requests only as far as a {@link WireGuard} finds their bytes in order, and tells
 * by {@link HeadBegins} when a request begins. Confined to its worker.
 */
final class ClientCodec extends CombinedChannelDuplexHandler<ClientCodec.Decoder, ClientCodec.Encoder> {

    /** Pieces of a body are as large as one read. */
    private static final int CHUNK = 64 * 1024;

    /** The guard's limits strike first, so that it is the same one however the bytes arrive. */
    private static final int SLACK = 8 * 1024;

    /** Of the requests that are decoded and not answered. */
    private final Queue<HttpMethod> methods = new ArrayDeque<>(2);

    ClientCodec(HeadLimits limits) {
        init(new Decoder(limits), new Encoder());
    }

    private static HttpDecoderConfig decoding(HeadLimits limits) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.line() + SLACK)
                .setMaxHeaderSize(limits.size() + SLACK)
                .setMaxChunkSize(CHUNK);
    }

    final class Decoder extends HttpRequestDecoder {

        private final WireGuard guard;
        private boolean announced;
        private boolean broken;

        Decoder(HeadLimits limits) {
            super(decoding(limits));
            guard = new WireGuard(limits, true);
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            DecoderException fault = broken ? null : guard.look(in);
            if (fault != null) {
                broken = true;
                out.add(faulty(fault));
            }
            if (broken) {
                in.skipBytes(in.readableBytes());
            } else if (guard.awaitsHead()) {
                announce(ctx);
            } else {
                decodeSound(ctx, in, out);
            }
        }

        private void decodeSound(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            int start = in.readerIndex();
            int size = out.size();
            super.decode(ctx, in, out);
            broken = !guard.onDecoded(in.readerIndex() - start, out, size);
            for (int i = size; i < out.size(); i++) {
                if (out.get(i) instanceof HttpRequest request) {
                    announced = false;
                    methods.add(request.method());
                }
            }
        }

        private void announce(ChannelHandlerContext ctx) {
            if (!announced && guard.isHeadBegun()) {
                announced = true;
                ctx.fireUserEventTriggered(HeadBegins.EVENT);
            }
        }

        private HttpObject faulty(DecoderException fault) {
            HttpObject message =
                    guard.isInBody() ? new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER) : createInvalidMessage();
            message.setDecoderResult(DecoderResult.failure(fault));
            return message;
        }

        /** Leaves both headers for the validator to see. */
        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {}
    }

    final class Encoder extends HttpResponseEncoder {

        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse response) {
            boolean interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && response.status().code() != 101;
            HttpMethod method = interim ? null : methods.poll();
            return HttpMethod.HEAD.equals(method) || super.isContentAlwaysEmpty(response);
        }
    }
}
