package io.phoenix.gateway.core.listener;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
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
    private final Admission admission;
    private final Function<EventExecutor, ExchangeEnvironment> environments;

    HttpStart(
            ListenerLimits limits,
            @Nullable StrictTransport strictTransport,
            Admission admission,
            Function<EventExecutor, ExchangeEnvironment> environments) {
        this.limits = limits;
        this.strictTransport = strictTransport;
        this.admission = admission;
        this.environments = environments;
    }

    /** The same as {@link #install}, for a client that agreed on nothing: what it says first decides. */
    void installByPreface(Channel channel, RequestHead.ClientConnection client) {
        channel.pipeline()
                .addLast(new Preface(
                        limits.headerTimeout(),
                        http2 -> install(channel, client, http2 ? ApplicationProtocolNames.HTTP_2 : null)));
    }

    /**
     * Puts the handlers at the end of {@code channel}'s pipeline, for requests of {@code client}.
     *
     * @param protocol what was agreed on by ALPN (RFC 7301); HTTP/1.1 if nothing was
     */
    void install(Channel channel, RequestHead.ClientConnection client, @Nullable String protocol) {
        ExchangeEnvironment environment = environments.apply(channel.eventLoop());
        channel.pipeline().addFirst(new PaceWatch(limits.pace()));
        if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
            Http2Connection.install(
                    channel,
                    limits,
                    admission,
                    pace -> new Http2Streams(environment, client, limits, strictTransport, pace));
            return;
        }
        ReadGate gate = new ReadGate(channel);
        Deadlines deadlines = new Deadlines(channel.eventLoop());
        Http1Connection connection = new Http1Connection(limits, gate, deadlines);
        channel.pipeline().addLast(new ClientCodec(limits.head()));
        if (strictTransport != null) {
            channel.pipeline().addLast(strictTransport);
        }
        channel.pipeline()
                .addLast(connection)
                .addLast(new ExchangeHandler(environment, client, connection, gate, deadlines));
    }
}
