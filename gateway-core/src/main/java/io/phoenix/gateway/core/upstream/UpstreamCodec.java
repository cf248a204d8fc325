package io.phoenix.gateway.core.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.http.WireGuard;
import java.util.List;

/**
 * HTTP/1.1 towards an endpoint, one exchange of messages at a time. Unlike Netty's client codec it can tell whether
 * bytes are left behind an answer, and decodes only what a {@link WireGuard} finds in order. Confined to its worker.
 */
final class UpstreamCodec extends CombinedChannelDuplexHandler<UpstreamCodec.Decoder, UpstreamCodec.Encoder> {

    private static final HeadLimits LIMITS = new HeadLimits(16 * 1024, 256 * 1024, 1000);

    /** The guard's limits strike first. */
    private static final int SLACK = 8 * 1024;

    private static final HttpDecoderConfig DECODING = new HttpDecoderConfig()
            .setMaxInitialLineLength(LIMITS.line() + SLACK)
            .setMaxHeaderSize(LIMITS.size() + SLACK);

    private boolean headAsked;

    UpstreamCodec() {
        init(new Decoder(), new Encoder());
    }

    /** Whether the endpoint sent more than the answer that was just decoded. */
    boolean hasBytesLeft() {
        return inboundHandler().hasBytesLeft();
    }

    final class Decoder extends HttpResponseDecoder {

        private final WireGuard guard = new WireGuard(LIMITS, false);
        private boolean broken;

        /** Bytes are no longer HTTP/1.1. */
        private boolean switched;

        Decoder() {
            super(DECODING);
        }

        boolean hasBytesLeft() {
            return actualReadableBytes() > 0;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            if (switched) {
                super.decode(ctx, in, out);
                return;
            }
            DecoderException fault = broken ? null : guard.look(in);
            if (fault != null) {
                refuse(fault, out);
            }
            if (broken) {
                in.skipBytes(in.readableBytes());
            } else if (!guard.awaitsHead()) {
                decodeSound(ctx, in, out);
            }
        }

        private void decodeSound(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            int start = in.readerIndex();
            int size = out.size();
            super.decode(ctx, in, out);
            broken = !guard.onDecoded(in.readerIndex() - start, out, size);
            for (int i = size; i < out.size(); i++) {
                switched |= out.get(i) instanceof HttpResponse response
                        && response.status().code() == 101;
            }
        }

        @Override
        protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            super.decodeLast(ctx, in, out);
            if (!switched && !broken && guard.isHeadBegun()) {
                refuse(new PrematureChannelClosureException("the connection ended within a head"), out);
            }
        }

        private void refuse(Exception fault, List<Object> out) {
            broken = true;
            HttpObject message =
                    guard.isInBody() ? new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER) : createInvalidMessage();
            message.setDecoderResult(DecoderResult.failure(fault));
            out.add(message);
        }

        /** Leaves both headers, so that the answer is refused. */
        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {}

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
