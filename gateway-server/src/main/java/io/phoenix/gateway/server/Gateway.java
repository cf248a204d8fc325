package io.phoenix.gateway.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.phoenix.gateway.core.exchange.BodyBudget;
import io.phoenix.gateway.core.exchange.ExchangeEnvironment;
import io.phoenix.gateway.core.exchange.ExchangeLimits;
import io.phoenix.gateway.core.exchange.ExchangeObserver;
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
import io.phoenix.gateway.core.tls.CertificateStore;
import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.tls.ServerTls;
import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.core.upstream.ConnectionPools;
import io.phoenix.gateway.routing.HttpsRedirect;
import io.phoenix.gateway.routing.RoutingTable;
import io.phoenix.gateway.server.admin.AdminServer;
import io.phoenix.gateway.server.config.ConnectionLimits;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.config.HostPort;
import io.phoenix.gateway.server.config.LeastRates;
import io.phoenix.gateway.server.config.LimitsConfig;
import io.phoenix.gateway.server.config.ListenerConfig;
import io.phoenix.gateway.server.config.TlsConfig;
import io.phoenix.gateway.server.control.HealthChecker;
import io.phoenix.gateway.server.control.ModelDiscovery;
import io.phoenix.gateway.server.observe.LogObserver;
import io.phoenix.gateway.server.observe.Logs;
import io.phoenix.gateway.server.observe.MetricsObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole program, wired: starts from one configuration, serves until it is stopped. Its methods block and belong to
 * the program's own threads.
 */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final GatewayConfig config;
    private final TableBuilder.Built built;
    private final @Nullable CertificateStore certificates;
    private final TrustedProxies proxies;
    private final Admission admission;
    private final Workers workers;
    private final ConnectionPools pools;
    private final SpillDisk disk;
    private final BodyBudget budget;
    private final ForwardedHeaders forwarded;
    private final ExchangeObserver observer;
    private final ModelDiscovery discovery;
    private final HealthChecker health;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable AdminServer admin;
    private @Nullable CertificateWatch watch;
    private volatile AdminServer.Readiness readiness = AdminServer.Readiness.STARTING;

    private Gateway(GatewayConfig config, Logs logs) throws TlsSetupException {
        this.config = config;
        this.certificates = config.tls() == null ? null : Certificates.open(config.tls());
        this.built = TableBuilder.build(config);
        this.workers = new Workers(Transport.best(), config.workers());
        this.pools = new ConnectionPools(workers);
        this.disk = new SpillDisk(config.limits().spillDirectory());
        this.budget = BufferMemory.forBodies(config.limits().heldBodiesMemory(), BufferMemory.limit());
        this.proxies = TrustedProxies.of(
                config.trustedProxies().stream().map(Object::toString).toList());
        this.forwarded = new ForwardedHeaders(proxies, "phoenix-" + UUID.randomUUID());
        this.admission = admission(config.limits().connections());
        ExchangeObserver log = new LogObserver(config.logs().accessFormat());
        ExchangeObserver meter = new MetricsObserver(metrics);
        this.observer = exchange -> {
            log.onEnd(exchange);
            meter.onEnd(exchange);
        };
        this.discovery = new ModelDiscovery(config.discovery(), built.discovered(), built.models());
        this.health = new HealthChecker(built.probed());
        Gauges.register(metrics, logs, budget, built.upstreams(), listeners);
        Gauges.register(metrics, admission);
        Gauges.register(metrics, discovery);
        Gauges.register(metrics, health);
    }

    /**
     * Starts to serve {@code config}; nothing is left running if that fails.
     *
     * @param logs where to write; owned by the caller
     * @throws IOException when an address cannot be bound
     * @throws TlsSetupException when a certificate or key is unusable
     */
    public static Gateway start(GatewayConfig config, Logs logs) throws IOException, TlsSetupException {
        Gateway gateway = new Gateway(config, logs);
        try {
            gateway.bind();
        } catch (IOException | RuntimeException e) {
            gateway.stop();
            throw e;
        }
        return gateway;
    }

    private static Admission admission(ConnectionLimits limits) {
        int files = OpenFileLimit.read();
        int fitting = OpenFileLimit.clients(files);
        int most = limits.maxConnections() == null ? fitting : limits.maxConnections();
        LOG.info("at most {} client connections, {} files may be open", most, files);
        if (most > fitting) {
            LOG.warn(
                    "limits.max-connections is {}, but {} open files are enough for {} clients with an upstream"
                            + " connection each; raise the limit of open files (ulimit -n, LimitNOFILE)",
                    most,
                    files,
                    fitting);
        }
        return new Admission(
                most,
                limits.maxConnectionsPerAddress() == null ? Admission.UNLIMITED : limits.maxConnectionsPerAddress());
    }

    /** Binds all addresses; where another gateway shares a port, no client comes here before nothing can fail. */
    private void bind() throws IOException {
        for (ListenerConfig listener : config.listeners()) {
            Listener.requireBindable(settings(listener));
        }
        admin = AdminServer.start(
                socketAddress(config.admin().address()),
                new AdminServer.Views(
                        () -> readiness,
                        metrics::scrape,
                        () -> RouteTable.render(built),
                        () -> UpstreamTable.render(built)));
        for (ListenerConfig listener : config.listeners()) {
            Integer httpsPort = listener.redirectToHttps();
            RoutingTable table = built.tableOf(listener.name());
            Router router = httpsPort == null ? table : new HttpsRedirect(table, httpsPort);
            Map<EventExecutor, ExchangeEnvironment> environments = new LinkedHashMap<>();
            workers.all().forEach(worker -> environments.put(worker, environment(worker, router)));
            Listener started = Listener.start(
                    settings(listener), workers, admission, worker -> Objects.requireNonNull(environments.get(worker)));
            listeners.add(started);
            LOG.info(
                    "listener {} on {}{}",
                    started.name(),
                    started.address(),
                    listener.tls() ? " with TLS by " + ServerTls.provider() : "");
        }
        watch = CertificateWatch.start(
                certificates,
                built.tls(),
                config.tls() == null
                        ? TlsConfig.DEFAULT_RELOAD_INTERVAL
                        : config.tls().reloadInterval(),
                metrics);
        discovery.start();
        health.start();
        readiness = AdminServer.Readiness.READY;
        LOG.info("{} workers on {}, admin on {}", config.workers(), workers.transport(), adminAddress());
    }

    private ListenerSettings settings(ListenerConfig listener) {
        ConnectionLimits connections = config.limits().connections();
        TlsConfig tls = config.tls();
        return new ListenerSettings(
                listener.name(),
                socketAddress(listener.address()),
                listener.reusePort(),
                new ListenerLimits(
                        config.limits().headerTimeout(),
                        config.limits().keepAliveTimeout(),
                        connections.maxRequestsPerConnection(),
                        connections.maxConcurrentStreams(),
                        headLimits(config.limits()),
                        pace(config.limits().rates())),
                !listener.tls() || tls == null || certificates == null
                        ? null
                        : new ListenerSettings.Tls(
                                certificates::current,
                                connections.tlsHandshakeTimeout(),
                                connections.maxHandshakes(),
                                tls.hsts()),
                listener.proxyProtocol() ? proxies : null);
    }

    private static HeadLimits headLimits(LimitsConfig limits) {
        return new HeadLimits(
                Math.toIntExact(limits.maxRequestLine()),
                Math.toIntExact(limits.maxHeaderSize()),
                limits.maxHeaderCount());
    }

    private static PaceWindow pace(LeastRates rates) {
        return new PaceWindow(rates.window(), rates.inWindow(rates.request()), rates.inWindow(rates.answer()));
    }

    private ExchangeEnvironment environment(EventExecutor worker, Router router) {
        ExchangeLimits limits = new ExchangeLimits(
                Math.toIntExact(config.limits().heldBodyMemory()),
                Math.toIntExact(config.limits().replayWindow()),
                config.limits().keepAliveTimeout());
        return new ExchangeEnvironment(() -> router, pools.of(worker), forwarded, budget, disk, limits, observer);
    }

    private static InetSocketAddress socketAddress(HostPort address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    /** The bound address of the listener called {@code name}. */
    public InetSocketAddress address(String name) {
        return listeners.stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst()
                .orElseThrow()
                .address();
    }

    /** The bound address of the admin listener. */
    public InetSocketAddress adminAddress() {
        return Objects.requireNonNull(admin, "not started").address();
    }

    /** Lets what is in flight end, within the configured limit, and stops. True if nothing had to be cut off. */
    public boolean drainAndStop() {
        readiness = AdminServer.Readiness.DRAINING;
        long deadline = System.nanoTime() + config.limits().drainTimeout().toNanos();
        listeners.forEach(listener -> listener.drain(config.limits().drainTimeout()));
        boolean clean = true;
        for (Listener listener : listeners) {
            clean &= listener.awaitDrained(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        if (!clean) {
            LOG.warn(
                    "connections were cut off after {} s of draining",
                    config.limits().drainTimeout().toSeconds());
        }
        stop();
        return clean;
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop();
    }

    private void stop() {
        readiness = AdminServer.Readiness.DRAINING;
        listeners.forEach(Listener::stop);
        discovery.close();
        health.close();
        pools.close();
        workers.close();
        disk.close();
        if (admin != null) {
            admin.close();
        }
        if (watch != null) {
            watch.close();
        }
        built.tls().forEach(ClientTls::close);
        if (certificates != null) {
            certificates.close();
        }
    }
}
