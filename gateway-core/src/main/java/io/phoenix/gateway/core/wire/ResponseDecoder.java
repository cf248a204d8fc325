package io.phoenix.gateway.core.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.http.HeadLimits;
import java.util.List;

/** Answers from an endpoint. Confined to its worker. */
public abstract class ResponseDecoder extends MessageDecoder {

    private static final HttpResponseStatus UNREADABLE = new HttpResponseStatus(999, "Unknown");

    /** One for a connection whose heads stay within {@code limits}. */
    protected ResponseDecoder(HeadLimits limits) {
        super(limits, false);
    }

    /** Whether what comes answers a HEAD, and so has no body whatever its head says. */
    protected abstract boolean answersHead();

    @Override
    HttpMessage message(HeadParser read) {
        return new DefaultHttpResponse(read.version(), read.status(), read.fields());
    }

    @Override
    HttpMessage invalidMessage() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_0, UNREADABLE, Unpooled.EMPTY_BUFFER);
    }

    /** RFC 9112, section 6.3. */
    @Override
    Framing framing(HttpMessage message) {
        int status = ((HttpResponse) message).status().code();
        if (status == 101) {
            return Framing.OTHER_PROTOCOL;
        }
        boolean interim = HttpStatusClass.INFORMATIONAL.contains(status);
        return interim || status == 204 || status == 304 || answersHead()
                ? Framing.NO_BODY
                : Framing.STATED_OR_TO_THE_END;
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(ctx, in, out);
        if (isHeadBegun()) {
            refuse(new PrematureChannelClosureException("the connection ended within a head"), out);
        }
    }
}
