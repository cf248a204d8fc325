package io.phoenix.gateway.core.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.http.LocalReply;
import java.util.concurrent.TimeUnit;

/**
 * Tells a client in clear text why its connection ends, and ends it. What the client still sends is dropped for a
 * moment: a socket that is closed with unread bytes resets the connection and takes the answer with it (RFC 9112,
 * section 9.6). Last in the pipeline of one connection, runs on its worker.
 */
final class LastWords extends ChannelInboundHandlerAdapter {

    private static final long LINGER_SECONDS = 2;

    private LastWords() {}

    /** Says {@code reply} on {@code channel}, whose other handlers must let encoded bytes through. */
    static void say(Channel channel, Admission admission, LocalReply reply) {
        if (!admission.mayTell()) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> admission.onTold());
        channel.pipeline().addLast(new HttpResponseEncoder(), new LastWords());
        HttpResponse response = reply.toResponse();
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(response).addListener(written -> {
            if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            } else {
                channel.close();
            }
        });
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.BEGINS) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The client is gone, and there is nothing more to say to it.
        ctx.close();
    }
}
