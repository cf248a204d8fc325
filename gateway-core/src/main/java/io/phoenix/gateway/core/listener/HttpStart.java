package io.phoenix.gateway.core.listener;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.ExchangeHandler;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.net.ReadGate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets a connection speak HTTP once it is known who is at the other end: codec, connection, exchanges. Immutable;
 * called on the connection's worker.
 */
final class HttpStart {

    private final ListenerLimits limits;
    private final @Nullable StrictTransport strictTransport;
    private final Function<EventExecutor, ExchangeEnvironment> environments;

    HttpStart(
            ListenerLimits limits,
            @Nullable StrictTransport strictTransport,
            Function<EventExecutor, ExchangeEnvironment> environments) {
        this.limits = limits;
        this.strictTransport = strictTransport;
        this.environments = environments;
    }

    /** Puts the handlers at the end of {@code channel}'s pipeline, for requests of {@code client}. */
    void install(Channel channel, RequestHead.ClientConnection client) {
        ReadGate gate = new ReadGate(channel);
        Deadlines deadlines = new Deadlines(channel.eventLoop());
        Http1Connection connection = new Http1Connection(limits, gate, deadlines);
        channel.pipeline().addLast(new ClientCodec(limits.head()));
        if (strictTransport != null) {
            channel.pipeline().addLast(strictTransport);
        }
        channel.pipeline()
                .addLast(connection)
                .addLast(new ExchangeHandler(
                        environments.apply(channel.eventLoop()), client, connection, gate, deadlines));
    }
}
