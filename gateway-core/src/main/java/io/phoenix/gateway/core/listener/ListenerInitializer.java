package io.phoenix.gateway.core.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.EventExecutor;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.ExchangeHandler;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;
import io.phoenix.gateway.core.tls.ServerTls;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds the pipeline of an accepted connection: TLS, codec, connection, exchanges. Runs on the connection's worker.
 */
final class ListenerInitializer extends ChannelInitializer<Channel> {

    private static final HttpDecoderConfig DECODING = new HttpDecoderConfig()
            .setMaxInitialLineLength(16 * 1024)
            .setMaxHeaderSize(64 * 1024)
            .setMaxChunkSize(64 * 1024);

    /**
     * No limit of the codec's: the connection stops reading at the first request that has to wait, so one read is the
     * limit.
     */
    private static final int PIPELINE = Integer.MAX_VALUE;

    private final ListenerLimits limits;
    private final @Nullable ServerTls tls;
    private final Function<EventExecutor, ExchangeEnvironment> environments;
    private final ChannelGroup connections;

    ListenerInitializer(
            ListenerLimits limits,
            @Nullable ServerTls tls,
            Function<EventExecutor, ExchangeEnvironment> environments,
            ChannelGroup connections) {
        this.limits = limits;
        this.tls = tls;
        this.environments = environments;
        this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        if (tls != null) {
            tls.install(channel.pipeline(), limits.headerTimeout());
        }
        ReadGate gate = new ReadGate(channel);
        Deadlines deadlines = new Deadlines(channel.eventLoop());
        Http1Connection connection = new Http1Connection(limits, gate, deadlines);
        RequestHead.ClientConnection client =
                new RequestHead.ClientConnection((InetSocketAddress) channel.remoteAddress(), tls != null);
        channel.pipeline()
                .addLast(new HttpServerCodec(DECODING, PIPELINE))
                .addLast(connection)
                .addLast(new ExchangeHandler(
                        environments.apply(channel.eventLoop()), client, connection, gate, deadlines));
    }
}
