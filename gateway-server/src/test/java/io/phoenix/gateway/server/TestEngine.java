package io.phoenix.gateway.server;

import io.phoenix.gateway.core.exchange.BodyBudget;
import io.phoenix.gateway.core.exchange.EndpointSelector;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.ExchangeLimits;
import io.phoenix.gateway.core.exchange.PaceWindow;
import io.phoenix.gateway.core.exchange.Router;
import io.phoenix.gateway.core.exchange.SpillDisk;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.HeadLimits;
import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.listener.Admission;
import io.phoenix.gateway.core.listener.Listener;
import io.phoenix.gateway.core.listener.ListenerLimits;
import io.phoenix.gateway.core.listener.ListenerSettings;
import io.phoenix.gateway.core.net.Transport;
import io.phoenix.gateway.core.net.Workers;
import io.phoenix.gateway.core.upstream.ConnectionPools;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.core.upstream.UpstreamPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The engine alone, with one worker, behind a router of the test's. */
final class TestEngine implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Workers workers = new Workers(Transport.best(), 1);
    private final ConnectionPools pools = new ConnectionPools(workers);
    private final SpillDisk disk = new SpillDisk(Path.of("nowhere"));
    private final Listener listener;

    private TestEngine(Router router) throws IOException {
        ForwardedHeaders forwarded = new ForwardedHeaders(TrustedProxies.NONE, "test");
        BodyBudget budget = new BodyBudget(1 << 20);
        ExchangeLimits limits = new ExchangeLimits(1 << 16, 1 << 16, LIMIT);
        listener = Listener.start(
                new ListenerSettings(
                        "test",
                        new InetSocketAddress("127.0.0.1", 0),
                        false,
                        new ListenerLimits(
                                LIMIT,
                                LIMIT,
                                Integer.MAX_VALUE,
                                100,
                                new HeadLimits(16 << 10, 64 << 10, 200),
                                new PaceWindow(LIMIT, 1, 1)),
                        null,
                        null),
                workers,
                new Admission(Admission.UNLIMITED, Admission.UNLIMITED),
                worker -> new ExchangeEnvironment(
                        () -> router, pools.of(worker), forwarded, budget, disk, limits, exchange -> {}));
    }

    static TestEngine start(Router router) throws IOException {
        return new TestEngine(router);
    }

    /** Selects {@code address}, once per request. */
    static EndpointSelector upstream(String address) {
        int colon = address.indexOf(':');
        Endpoint endpoint = new Endpoint(
                "app",
                address.substring(0, colon),
                Integer.parseInt(address.substring(colon + 1)),
                new UpstreamPolicy(LIMIT, LIMIT, LIMIT, LIMIT, 10),
                null);
        return new EndpointSelector() {
            @Override
            public String name() {
                return "app";
            }

            @Override
            public Endpoint select(List<Endpoint> tried) {
                return tried.isEmpty() ? endpoint : null;
            }
        };
    }

    int port() {
        return listener.address().getPort();
    }

    @Override
    public void close() {
        listener.stop();
        pools.close();
        workers.close();
        disk.close();
    }
}
