package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.AsciiString;
import java.time.Duration;

/**
 * Says on every answer that this host is to be visited by https only (RFC 6797), in the place of what a backend says
 * about it: a browser heeds the first such header alone. Between the codec and the connection of TLS listeners; holds
 * no state.
 */
@Sharable
final class StrictTransport extends ChannelOutboundHandlerAdapter {

    private static final AsciiString NAME = AsciiString.cached("strict-transport-security");

    private final AsciiString value;

    StrictTransport(Duration span) {
        this.value = AsciiString.cached("max-age=" + span.toSeconds());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            response.headers().set(NAME, value);
        }
        ctx.write(message, promise);
    }
}
