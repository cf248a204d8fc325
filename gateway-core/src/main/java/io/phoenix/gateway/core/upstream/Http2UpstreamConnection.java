package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.PeerFault;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of HTTP/2 to an endpoint, whose streams are lent to attempts; last handler of its pipeline. Takes no
 * further stream once the endpoint said GOAWAY, and closes when the last one ends. Confined to its worker.
 */
final class Http2UpstreamConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Http2UpstreamConnection.class);

    /** Streams at a time, if the endpoint allows for so many; more go over another connection. */
    private static final int STREAMS = 100;

    /** What an endpoint may send of one answer before the client takes it, which is the memory that it can claim. */
    private static final int STREAM_WINDOW = 256 * 1024;

    /** Wide enough for every stream's window, so that clients that do not read hold up nobody else. */
    private static final int CONNECTION_WINDOW = STREAMS * STREAM_WINDOW;

    private static final long HEADER_LIST = 256 * 1024;

    /** Whom a connection belongs to. Called on the worker. */
    interface Owner {

        /** Streams can be lent. */
        void onReady(Http2UpstreamConnection connection);

        /** It was opened in vain, and is closed. */
        void onFailure(Failure failure);

        /** No stream uses it. */
        void onIdle();

        /** It is of no more use. */
        void onClosed(Http2UpstreamConnection connection);
    }

    private final Channel channel;
    private final Http2FrameCodec codec;
    private final Endpoint endpoint;
    private final Owner owner;
    private @Nullable ScheduledFuture<?> settingsLimit;
    private boolean awaited;
    private boolean ready;
    private boolean retired;
    private boolean used;
    private int streams;
    private long idleSince;
    private @Nullable Throwable fault;

    private Http2UpstreamConnection(Channel channel, Http2FrameCodec codec, Endpoint endpoint, Owner owner) {
        this.channel = channel;
        this.codec = codec;
        this.endpoint = endpoint;
        this.owner = owner;
    }

    /** Puts HTTP/2 at the end of the pipeline of {@code channel}, which is not connected yet. */
    static void install(Channel channel, Endpoint endpoint, Owner owner) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(new Http2Settings()
                        .pushEnabled(false)
                        .initialWindowSize(STREAM_WINDOW)
                        .maxHeaderListSize(HEADER_LIST))
                .validateHeaders(true)
                .validateRequiredPseudoHeaders(true)
                .gracefulShutdownTimeoutMillis(0)
                .build();
        channel.pipeline()
                .addLast(codec)
                .addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel pushed) {
                        // Never: the codec refuses what was not allowed to be pushed.
                        pushed.close();
                    }
                }))
                .addLast(new Http2UpstreamConnection(channel, codec, endpoint, owner));
    }

    // ---- the beginning ----

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        codec.connection()
                .local()
                .flowController()
                .incrementWindowSize(
                        codec.connection().connectionStream(), CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
        ctx.flush();
        ctx.fireChannelActive();
    }

    /** The connection is there: from now on the endpoint has its connect limit to say that it speaks HTTP/2. */
    void awaitSettings() {
        awaited = true;
        if (!channel.isActive()) {
            failToBegin(null);
        } else if (!ready) {
            settingsLimit = channel.eventLoop()
                    .schedule(
                            () -> failToBegin(null),
                            endpoint.policy().connectTimeout().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void failToBegin(@Nullable Throwable cause) {
        // Before it is awaited, a failure is the connector's to tell.
        if (awaited && !ready && !retired) {
            retired = true;
            clearLimit();
            channel.close();
            owner.onFailure(Failure.unsent(
                    FailureKind.BAD_RESPONSE,
                    endpoint + " did not begin to speak HTTP/2; its upstream says protocol: h2",
                    cause));
        }
    }

    private void clearLimit() {
        if (settingsLimit != null) {
            settingsLimit.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2SettingsFrame && !ready && !retired) {
            ready = true;
            clearLimit();
            idleSince = System.nanoTime();
            owner.onReady(this);
        } else if (message instanceof Http2GoAwayFrame) {
            retire();
        }
        ReferenceCountUtil.release(message);
    }

    // ---- streams ----

    /** Whether one more stream can be lent. */
    boolean hasRoom() {
        return !retired
                && channel.isActive()
                && streams < Math.min(STREAMS, codec.connection().local().maxActiveStreams());
    }

    /** Lends a stream, for which there is room. */
    void lend(ConnectionPool.Taker taker) {
        boolean mayBeStale = used && streams == 0;
        used = true;
        streams++;
        Future<Http2StreamChannel> opened = new Http2StreamChannelBootstrap(channel)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        Http2UpstreamStream.install(
                                (Http2StreamChannel) stream, Http2UpstreamConnection.this, mayBeStale);
                    }
                })
                .open();
        opened.addListener(done -> {
            if (done.isSuccess()) {
                Http2StreamChannel stream = opened.getNow();
                stream.closeFuture().addListener(closed -> onStreamEnd());
                taker.onConnection(stream.pipeline().get(Http2UpstreamStream.class));
            } else {
                onStreamEnd();
                taker.onFailure(Failure.unsent(
                        FailureKind.CONNECT_FAILED, "no stream to " + endpoint + " could be opened", done.cause()));
            }
        });
    }

    private void onStreamEnd() {
        streams--;
        if (streams > 0) {
            return;
        }
        idleSince = System.nanoTime();
        if (retired || endpoint.policy().keepAlive().isZero()) {
            retire();
        } else {
            owner.onIdle();
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** The socket. */
    Channel channel() {
        return channel;
    }

    /** Whether no stream uses it. */
    boolean isIdle() {
        return streams == 0;
    }

    /** Since when, by {@link System#nanoTime}, no stream uses it. */
    long idleSince() {
        return idleSince;
    }

    /** What broke the connection, as far as that is known. */
    @Nullable
    Throwable fault() {
        return fault;
    }

    // ---- the end ----

    /** Lends no further stream, and closes when the last one ends. */
    void retire() {
        retired = true;
        if (streams == 0) {
            // Not amid a frame of it.
            channel.eventLoop().execute(channel::close);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failToBegin(fault);
        clearLimit();
        retired = true;
        owner.onClosed(this);
    }

    /** The codec has said GOAWAY and closes, if the fault is one of HTTP/2. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fault = cause;
        if (!(cause instanceof Http2Exception) && !PeerFault.isOne(cause)) {
            OwnFault.report(LOG, cause);
        }
        ctx.close();
    }
}
