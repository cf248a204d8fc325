package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.phoenix.gateway.core.http.LocalReply;

/**
 * Stands before TLS and looks at the very first byte. A TLS handshake begins with 22 (RFC 8446, section 5.1), a request
 * of HTTP with a letter of its method: that client is told in clear text where it has come to. Anything else is closed.
 * Leaves the pipeline at once; runs on the connection's worker.
 */
final class ClearTextGuard extends ChannelInboundHandlerAdapter {

    private static final int HANDSHAKE = 22;

    private static final LocalReply SPEAKS_TLS = LocalReply.error(
            400, "tls_required", "this port speaks TLS and was sent plain HTTP; use https:// instead of http://");

    private final Admission admission;

    ClearTextGuard(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ReferenceCountUtil.release(message);
            return;
        }
        int first = bytes.getUnsignedByte(bytes.readerIndex());
        if (first == HANDSHAKE) {
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(message);
            return;
        }
        bytes.release();
        admission.onRefused(Refusal.CLEAR_TEXT);
        if (first >= 'A' && first <= 'Z') {
            while (ctx.pipeline().last() != this) {
                ctx.pipeline().removeLast();
            }
            LastWords.say(ctx.channel(), admission, SPEAKS_TLS);
            ctx.pipeline().remove(this);
        } else {
            ctx.close();
        }
    }
}
