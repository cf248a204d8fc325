package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.List;

/**
 * Ends the connection of a client that goes on with a stream which it has ended itself, or opens one out of order (RFC
 * 9113, sections 5.1 and 5.1.1). The codec resets such a stream, for it cannot tell this from frames that were under
 * way when the stream was reset from here; this can, since it remembers the last of those. Confined to the connection's
 * worker.
 */
final class Http2ClosedStreams extends DecoratingHttp2ConnectionDecoder {

    /** More than may be reset within the time in which frames can still be under way. */
    private static final int REMEMBERED = 256;

    private final int[] reset = new int[REMEMBERED];
    private int resets;
    private int newest;
    private int skippedFrom;
    private int skippedTo;

    private Http2ClosedStreams(Http2ConnectionDecoder decoder) {
        super(decoder);
        decoder.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamAdded(Http2Stream stream) {
                onAdded(stream.id());
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                if (stream.isResetSent()) {
                    onReset(stream.id());
                }
            }
        });
    }

    /** Builds codecs of a server whose decoder is one of these. */
    static Http2FrameCodecBuilder codecs() {
        return new Builder();
    }

    private static final class Builder extends Http2FrameCodecBuilder {

        Builder() {
            server(true);
        }

        @Override
        protected Http2FrameCodec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return super.build(new Http2ClosedStreams(decoder), encoder, settings);
        }
    }

    private void onAdded(int stream) {
        if (stream > newest + 2) {
            skippedFrom = newest;
            skippedTo = stream;
        }
        newest = stream;
    }

    private void onReset(int stream) {
        reset[resets++ % REMEMBERED] = stream;
    }

    @Override
    public void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Http2Exception {
        try {
            super.decodeFrame(ctx, in, out);
        } catch (Http2Exception.StreamException e) {
            int stream = e.streamId();
            if (connection().stream(stream) != null) {
                throw e;
            }
            if (e.error() == Http2Error.STREAM_CLOSED && !wasReset(stream)) {
                throw skippedFrom < stream && stream < skippedTo
                        ? Http2Exception.connectionError(
                                Http2Error.PROTOCOL_ERROR, "stream %d behind stream %d", stream, skippedTo)
                        : Http2Exception.connectionError(
                                Http2Error.STREAM_CLOSED, "a frame on stream %d, which was closed", stream);
            }
            // One that was never opened, since it was too many or malformed, is reset as well.
            onReset(stream);
            throw e;
        }
    }

    private boolean wasReset(int stream) {
        for (int i = Math.min(resets, REMEMBERED) - 1; i >= 0; i--) {
            if (reset[i] == stream) {
                return true;
            }
        }
        return false;
    }
}
