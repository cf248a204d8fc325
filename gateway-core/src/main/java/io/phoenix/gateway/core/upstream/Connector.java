package io.phoenix.gateway.core.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.net.ReceiveBuffers;
import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.tls.ClientTls;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to endpoints on a given worker, within the endpoint's connect limit, TLS handshake included. Names
 * are looked up without blocking the worker. Thread-safe.
 */
final class Connector implements AutoCloseable {

    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    /** What the native transports say around the operating system's own words. */
    private static final Pattern NATIVE_ERROR = Pattern.compile("failed with error\\(-?\\d+\\): ([^:]+)");

    private final Transport transport;
    private final DnsAddressResolverGroup resolver;

    Connector(Transport transport) {
        this.transport = transport;
        this.resolver = new DnsAddressResolverGroup(
                new DnsNameResolverBuilder().datagramChannelType(transport.datagramChannel()));
    }

    /** What a connection is opened for. Called on the worker. */
    interface Opening {

        /** Puts the handlers of HTTP behind what {@code channel} has, before it connects. */
        void install(Channel channel);

        /** {@code channel} is connected, and its TLS, if it has any, is agreed upon. */
        void onOpen(Channel channel);

        /** There is no connection. */
        void onFailure(Failure failure);

        /** Whether somebody still waits for it; if not, it fails before it costs the endpoint anything. */
        boolean isWanted();
    }

    /**
     * Opens a connection for {@code opening}; the endpoint's connection count already includes it. Not at once: a new
     * socket gets the number of one that was just closed, and epoll's events are told apart by that number alone. Those
     * that the worker has fetched are worked off before its tasks, so that none of an old socket's meets the new one.
     */
    void connect(EventLoop worker, Endpoint endpoint, Opening opening) {
        worker.execute(() -> open(worker, endpoint, opening));
    }

    private void open(EventLoop worker, Endpoint endpoint, Opening opening) {
        if (!opening.isWanted()) {
            endpoint.removeConnection();
            opening.onFailure(unwanted(endpoint));
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(worker)
                .channel(transport.clientChannel())
                .resolver(resolver)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.RECVBUF_ALLOCATOR, ReceiveBuffers.INSTANCE)
                // An endpoint that refuses a body and closes makes writes fail while its answer is still to be read.
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        endpoint.policy().connectTimeout().toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        secure(channel, endpoint);
                        opening.install(channel);
                    }
                })
                .connect(endpoint.address());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connecting.channel().closeFuture().addListener(closed -> endpoint.removeConnection());
                onConnected(connecting.channel(), endpoint, opening);
            } else {
                endpoint.removeConnection();
                opening.onFailure(connectFailure(endpoint, done.cause()));
            }
        });
    }

    /** What is told of an opening that nobody waits for any more. */
    static Failure unwanted(Endpoint endpoint) {
        return Failure.unsent(FailureKind.NO_CAPACITY, "nobody waits for a connection to " + endpoint, null);
    }

    private static void secure(Channel channel, Endpoint endpoint) {
        ClientTls tls = endpoint.tls();
        if (tls != null) {
            SslHandler handler = tls.newHandler(channel.alloc(), endpoint.host(), endpoint.port());
            handler.setHandshakeTimeoutMillis(endpoint.policy().connectTimeout().toMillis());
            channel.pipeline().addLast(handler);
        }
    }

    private static void onConnected(Channel channel, Endpoint endpoint, Opening opening) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            opening.onOpen(channel);
            return;
        }
        tls.handshakeFuture().addListener(shaken -> {
            if (!shaken.isSuccess()) {
                channel.close();
                opening.onFailure(Failure.unsent(
                        FailureKind.TLS_FAILED,
                        "TLS handshake with " + endpoint + " failed: " + reason(shaken.cause()),
                        shaken.cause()));
            } else if (endpoint.protocol() == UpstreamProtocol.HTTP_2
                    && !ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
                channel.close();
                opening.onFailure(Failure.unsent(
                        FailureKind.TLS_FAILED,
                        endpoint + " did not choose HTTP/2 in the TLS handshake (ALPN); its upstream says protocol: h2",
                        null));
            } else {
                opening.onOpen(channel);
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
        if (message == null) {
            return cause.getClass().getSimpleName();
        }
        Matcher systemCall = NATIVE_ERROR.matcher(message);
        return systemCall.find() ? systemCall.group(1) : message;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
