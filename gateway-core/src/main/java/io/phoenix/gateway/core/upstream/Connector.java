package io.phoenix.gateway.core.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.tls.ClientTls;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to endpoints on a given worker, within the endpoint's connect limit, TLS handshake included. Names are
 * looked up without blocking the worker. Thread-safe.
 */
final class Connector implements AutoCloseable {

    private static final HttpDecoderConfig DECODING =
            new HttpDecoderConfig().setMaxInitialLineLength(16 * 1024).setMaxHeaderSize(256 * 1024);
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final Transport transport;
    private final DnsAddressResolverGroup resolver;

    Connector(Transport transport) {
        this.transport = transport;
        this.resolver = new DnsAddressResolverGroup(
                new DnsNameResolverBuilder().datagramChannelType(transport.datagramChannel()));
    }

    /** Opens a connection for {@code taker}; the endpoint's connection count already includes it. */
    void connect(EventLoop worker, Endpoint endpoint, ConnectionPool pool, ConnectionPool.Taker taker) {
        ChannelFuture connecting = new Bootstrap()
                .group(worker)
                .channel(transport.clientChannel())
                .resolver(resolver)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        endpoint.policy().connectTimeout().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        install(channel, endpoint, pool);
                    }
                })
                .connect(endpoint.address());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connecting.channel().closeFuture().addListener(closed -> endpoint.removeConnection());
                onConnected(connecting.channel(), endpoint, taker);
            } else {
                endpoint.removeConnection();
                taker.onFailure(connectFailure(endpoint, done.cause()));
            }
        });
    }

    private static void install(Channel channel, Endpoint endpoint, ConnectionPool pool) {
        ClientTls tls = endpoint.tls();
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc(), endpoint.host(), endpoint.port());
            handler.setHandshakeTimeoutMillis(endpoint.policy().connectTimeout().toMillis());
            channel.pipeline().addLast(handler);
        }
        UpstreamConnection connection = new UpstreamConnection(channel, endpoint, pool);
        channel.pipeline().addLast(new FirstByte(connection));
        channel.pipeline().addLast(ConnectionPool.CODEC, new HttpClientCodec(DECODING, false, false));
        channel.pipeline().addLast(new UpstreamHandler(connection));
    }

    private static void onConnected(Channel channel, Endpoint endpoint, ConnectionPool.Taker taker) {
        UpstreamConnection connection =
                channel.pipeline().get(UpstreamHandler.class).connection();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            taker.onConnection(connection);
            return;
        }
        tls.handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                taker.onConnection(connection);
            } else {
                channel.close();
                taker.onFailure(Failure.unsent(
                        FailureKind.TLS_FAILED,
                        "TLS handshake with " + endpoint + " failed: " + reason(shaken.cause()),
                        shaken.cause()));
            }
        });
    }

    private static Failure connectFailure(Endpoint endpoint, @Nullable Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return Failure.unsent(
                    FailureKind.CONNECT_TIMEOUT,
                    "no connection to " + endpoint + " within "
                            + endpoint.policy().connectTimeout().toMillis() + " ms",
                    cause);
        }
        return Failure.unsent(
                FailureKind.CONNECT_FAILED, "cannot connect to " + endpoint + ": " + reason(cause), cause);
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown reason";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
