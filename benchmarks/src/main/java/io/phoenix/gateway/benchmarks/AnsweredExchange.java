package io.phoenix.gateway.benchmarks;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.phoenix.gateway.core.exchange.BodyBudget;
import io.phoenix.gateway.core.exchange.Deadlines;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.ExchangeHandler;
import io.phoenix.gateway.core.exchange.ExchangeLimits;
import io.phoenix.gateway.core.exchange.ExchangeRecord;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.SpillDisk;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.net.ReadGate;
import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.net.Workers;
import io.phoenix.gateway.core.upstream.ConnectionPools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The record of a request that the engine has answered by itself. */
final class AnsweredExchange {
    private AnsweredExchange() {}

    static ExchangeRecord record(HttpRequest request) {
        AtomicReference<ExchangeRecord> ended = new AtomicReference<>();
        RouteDecision answer = new RouteDecision.Reply(
                "chat", "granite", LocalReply.error(404, "model_not_found", "no such model"), null);
        try (Workers workers = new Workers(Transport.NIO, 1);
                ConnectionPools pools = new ConnectionPools(workers);
                SpillDisk disk = new SpillDisk(Path.of(System.getProperty("java.io.tmpdir")))) {
            ExchangeEnvironment environment = new ExchangeEnvironment(
                    () -> head -> answer,
                    pools.of(workers.all().get(0)),
                    new ForwardedHeaders(TrustedProxies.NONE, "gateway-0123456789abcdef"),
                    new BodyBudget(0),
                    disk,
                    new ExchangeLimits(0, 0, Duration.ofMinutes(1)),
                    ended::set);
            EmbeddedChannel channel = new EmbeddedChannel();
            ExchangeHandler handler = new ExchangeHandler(
                    environment,
                    RequestHeads.CLIENT,
                    new Alone(),
                    new ReadGate(channel),
                    new Deadlines(channel.eventLoop()));
            channel.pipeline().addLast(handler);
            channel.writeInbound(request);
            channel.finishAndReleaseAll();
        }
        return ended.get();
    }

    /** A connection on which nothing follows. */
    private static final class Alone implements ExchangeHandler.Protocol {
        @Override
        public void onExchangeEnd() {}

        @Override
        public void abort() {}

        @Override
        public void leave() {}

        @Override
        public Object lastOfTunnel() {
            return Unpooled.EMPTY_BUFFER;
        }
    }
}
