package io.phoenix.gateway.benchmarks.compare;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.phoenix.gateway.core.net.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens the connections of the load, all on one event loop. Thread-safe. */
final class Load {
    private final EventLoop loop;
    private final Transport transport;
    private final SslContext tls;

    Load(EventLoop loop, Transport transport) throws SSLException {
        this.loop = loop;
        this.transport = transport;
        // The certificates are made for the run. The gateway would agree on the hybrid with ML-KEM, which is more work
        // and unknown to the peers' OpenSSL.
        this.tls = SslContextBuilder.forClient()
                .option(OpenSslContextOption.GROUPS, new String[] {"X25519"})
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols("TLSv1.3")
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .build();
        // Netty's client resumes sessions by itself, which needs no signature: every handshake is to be a full one.
        if (tls.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(false);
        }
    }

    EventLoop loop() {
        return loop;
    }

    /** Opens {@code connection} to {@code port}; with a {@code name}, it speaks TLS and asks for that name. */
    void open(int port, @Nullable String name, LoadConnection connection, LoadConnection.Owner owner) {
        connect(port, name, connection).addListener(done -> {
            if (!done.isSuccess()) {
                owner.onFailed(connection, String.valueOf(done.cause()));
            }
        });
    }

    /** Connects {@code handler} to {@code port}; {@code name} as above. */
    ChannelFuture connect(int port, @Nullable String name, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(transport.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (name != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc(), name, port));
                        }
                        channel.pipeline().addLast(handler);
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
}
