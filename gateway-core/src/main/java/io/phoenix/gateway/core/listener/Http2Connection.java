package io.phoenix.gateway.core.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.PeerFault;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection of a client, between its frames and its streams: settings, limits, and the end, which the
 * client hears of by GOAWAY before its last answers (RFC 9113, section 6.8). Confined to its worker.
 */
final class Http2Connection extends ChannelDuplexHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

    /** What a client may send of one body before somebody takes it: pictures go up at the speed of the line. */
    private static final int STREAM_WINDOW = 1024 * 1024;

    /** The same for all bodies of a connection together, which is the memory that it can claim. */
    private static final int CONNECTION_WINDOW = 4 * 1024 * 1024;

    /** Answers to a client's frames that may wait for it to read. */
    private static final int QUEUED_CONTROL_FRAMES = 1000;

    /** Resets within {@link #RESET_SECONDS}, by the client or provoked by it: each has cost a request. */
    private static final int RESETS = 200;

    private static final int RESET_SECONDS = 30;
    private static final int EMPTY_DATA = 10;
    private static final int SMALL_CONTINUATIONS = 16;

    /** How long a client may keep a connection open whose last answer it has got. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final ListenerLimits limits;
    private final Admission admission;
    private final Http2FrameCodec codec;
    private final Http2FloodGuard guard;
    private final Deadlines deadlines;
    private @Nullable ChannelHandlerContext context;
    private int requests;
    private int streams;
    private boolean draining;
    private boolean ending;

    private Http2Connection(
            ListenerLimits limits,
            Admission admission,
            Http2FrameCodec codec,
            Http2FloodGuard guard,
            Deadlines deadlines) {
        this.limits = limits;
        this.admission = admission;
        this.codec = codec;
        this.guard = guard;
        this.deadlines = deadlines;
    }

    /** Puts HTTP/2 at the end of the pipeline of {@code channel}, which is active. */
    static void install(
            Channel channel, ListenerLimits limits, Admission admission, Function<Http2Pace, Http2Streams> streams) {
        Http2FrameCodec codec = Http2ClosedStreams.codecs()
                .initialSettings(new Http2Settings()
                        .initialWindowSize(STREAM_WINDOW)
                        .maxConcurrentStreams(limits.maxStreams())
                        .connectProtocolEnabled(true)
                        .maxHeaderListSize(Http2HeadLimits.headerList(limits.head())))
                .validateHeaders(true)
                .validateRequiredPseudoHeaders(true)
                .encoderEnforceMaxQueuedControlFrames(QUEUED_CONTROL_FRAMES)
                .decoderEnforceMaxRstFramesPerWindow(RESETS, RESET_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(RESETS, RESET_SECONDS)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_DATA)
                .decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS)
                // Who is to end with its answers is drained first; a close is meant at once.
                .gracefulShutdownTimeoutMillis(0)
                .build();
        // Also for a client that never acknowledges the settings.
        codec.connection().remote().maxActiveStreams(limits.maxStreams());
        Http2FloodGuard guard = new Http2FloodGuard(codec.decoder().frameListener());
        codec.decoder().frameListener(guard);
        Http2Pace pace = new Http2Pace(codec.connection());
        channel.pipeline()
                .addLast(codec)
                .addLast(pace)
                .addLast(new Http2Connection(limits, admission, codec, guard, new Deadlines(channel.eventLoop())))
                .addLast(new Http2MultiplexHandler(streams.apply(pace)));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
        context = ctx;
        deadlines.set(limits.headerTimeout().toNanos(), this::close);
        codec.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamActive(io.netty.handler.codec.http2.Http2Stream stream) {
                onRequest();
            }

            @Override
            public void onStreamClosed(io.netty.handler.codec.http2.Http2Stream stream) {
                onEnd();
            }

            @Override
            public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf debugData) {
                Http2Error error = Http2Error.valueOf(errorCode);
                if (error != null && error != Http2Error.NO_ERROR) {
                    admission.onBrokenOff(error);
                }
            }
        });
        codec.connection()
                .local()
                .flowController()
                .incrementWindowSize(
                        codec.connection().connectionStream(), CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
        ctx.flush();
    }

    private void onRequest() {
        streams++;
        requests++;
        deadlines.clear();
        if ((draining || requests >= limits.maxRequests()) && !ending) {
            ending = true;
            // Not amid the frame that opened the stream.
            context().executor().execute(this::sayGoAway);
        }
    }

    private void onEnd() {
        streams--;
        if (streams == 0) {
            if (ending) {
                // The frame that closed the stream is about to be written.
                context().executor().execute(this::closeOutput);
            } else {
                deadlines.set(limits.keepAliveTimeout().toNanos(), this::close);
            }
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Http2DataFrame data) {
            guard.onSent(data.content().readableBytes());
        }
        ctx.write(message, promise);
    }

    // ---- the end ----

    /** On {@link Drain} no further request: closes now, or after the answers that are under way or the first one. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.BEGINS) {
            onDrain();
        } else if (event == Drain.WAITED) {
            onWaited();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void onDrain() {
        draining = true;
        if (requests == 0) {
            // GOAWAY before the first request would forbid it.
            return;
        }
        if (streams == 0) {
            close();
        } else if (!ending) {
            ending = true;
            sayGoAway();
        }
    }

    private void onWaited() {
        if (requests == 0) {
            close();
        }
    }

    private void sayGoAway() {
        context().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    }

    /** Says GOAWAY if that was not said, and closes. */
    private void close() {
        context().close();
    }

    /** Lets the client close, since a socket that is closed with unread bytes takes the last answer with it. */
    private void closeOutput() {
        if (!context().channel().isActive()) {
            return;
        }
        deadlines.set(LINGER.toNanos(), this::close);
        context().channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            SslHandler tls = context().pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.closeOutbound();
            } else if (context().channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadlines.close();
        ctx.fireChannelInactive();
    }

    /** The codec has said GOAWAY and closes, if the fault is one of HTTP/2. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2FrameStreamException) {
            ctx.fireExceptionCaught(cause);
        } else if (cause instanceof Http2Exception) {
            LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.getMessage());
        } else if (PeerFault.isOne(cause)) {
            LOG.debug("{}: {}", ctx.channel().remoteAddress(), cause.getClass().getName());
            ctx.close();
        } else {
            OwnFault.report(LOG, cause);
            ctx.close();
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }
}
