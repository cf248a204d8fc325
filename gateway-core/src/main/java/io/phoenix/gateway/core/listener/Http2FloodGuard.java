package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;

/**
 * Breaks a connection off whose client sends frames that cost work and move nothing: SETTINGS, PING, PRIORITY,
 * WINDOW_UPDATE and unknown ones (RFC 9113, section 10.5). Each is paid from a budget, which time refills slowly and
 * requests, bodies and answers refill by what clients need for them. The codec itself limits resets, CONTINUATION and
 * empty DATA. Confined to the connection's worker.
 */
final class Http2FloodGuard extends Http2FrameListenerDecorator {

    private static final int START = 1000;
    private static final int MOST = 64 * 1024;
    private static final int PER_SECOND = 10;
    private static final int PER_REQUEST = 20;
    private static final int PER_DATA = 4;
    private static final int BYTES_PER_FRAME = 1024;

    private int budget = START;
    private long refilledAt = System.nanoTime();

    Http2FloodGuard(Http2FrameListener listener) {
        super(listener);
    }

    /** So many bytes of answers were sent, which a client may well acknowledge by WINDOW_UPDATE. */
    void onSent(int bytes) {
        earn(PER_DATA + bytes / BYTES_PER_FRAME);
    }

    private void earn(int frames) {
        budget = Math.min(MOST, budget + frames);
    }

    private void pay() throws Http2Exception {
        if (budget <= 0) {
            refill();
        }
        if (budget <= 0) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "more control frames than a client has reason to send");
        }
        budget--;
    }

    private void refill() {
        long now = System.nanoTime();
        long earned = (now - refilledAt) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
        if (earned > 0) {
            refilledAt = now;
            budget = (int) Math.min(START, earned);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        if (data.isReadable()) {
            earn(PER_DATA);
        }
        return super.onDataRead(ctx, streamId, data, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        earn(PER_REQUEST);
        super.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        earn(PER_REQUEST);
        super.onHeadersRead(ctx, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        pay();
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
        pay();
        super.onSettingsAckRead(ctx);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        pay();
        super.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        pay();
        super.onPingAckRead(ctx, data);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext ctx, int streamId, int streamDependency, short weight, boolean exclusive)
            throws Http2Exception {
        pay();
        super.onPriorityRead(ctx, streamId, streamDependency, weight, exclusive);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) throws Http2Exception {
        pay();
        super.onWindowUpdateRead(ctx, streamId, increment);
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        pay();
        super.onUnknownFrame(ctx, frameType, streamId, flags, payload);
    }
}
