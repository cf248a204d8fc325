package io.phoenix.gateway.server.control;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.upstream.Upstream;
import io.phoenix.gateway.server.config.HealthConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes the endpoints of upstreams again and again, each on a thread of its own so that none waits for another, and
 * writes down in the upstream which of them are up. Thread-safe.
 */
public final class HealthChecker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecker.class);

    /** A start waits no longer for the first word of an endpoint, however long the interval. */
    private static final long FIRST_WITHIN_MILLIS = 1000;

    /** What must be the same for two probes to be asked by one client. */
    private record Manner(@Nullable ClientTls tls, Duration timeout) {}

    private final Map<Upstream, HealthConfig> upstreams;
    private final Map<Manner, ControlClient> clients = new HashMap<>();
    private @Nullable ScheduledExecutorService threads;

    /** Will probe {@code upstreams} once it is started. */
    public HealthChecker(Map<Upstream, HealthConfig> upstreams) {
        this.upstreams = new LinkedHashMap<>(upstreams);
    }

    /** Begins to probe, each endpoint at a moment of its own within the first second and within the interval. */
    public synchronized void start() {
        List<Endpoint> endpoints = upstreams.keySet().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .toList();
        if (endpoints.isEmpty()) {
            return;
        }
        ScheduledExecutorService started =
                Executors.newScheduledThreadPool(endpoints.size(), new DefaultThreadFactory("health", true));
        threads = started;
        upstreams.forEach((upstream, config) -> {
            long interval = config.interval().toMillis();
            for (ProbedEndpoint endpoint : probed(upstream, config)) {
                long first = ThreadLocalRandom.current().nextLong(Math.min(interval, FIRST_WITHIN_MILLIS));
                started.scheduleWithFixedDelay(() -> probe(endpoint), first, interval, TimeUnit.MILLISECONDS);
            }
        });
    }

    private List<ProbedEndpoint> probed(Upstream upstream, HealthConfig config) {
        List<ProbedEndpoint> probed = new ArrayList<>();
        for (Endpoint endpoint : upstream.endpoints()) {
            ControlClient client = clients.computeIfAbsent(
                    new Manner(endpoint.tls(), config.timeout()), to -> new ControlClient(to.tls(), to.timeout()));
            probed.add(new ProbedEndpoint(endpoint, upstream.health(endpoint), config, client));
        }
        return probed;
    }

    private static void probe(ProbedEndpoint endpoint) {
        try {
            endpoint.probe();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // A bug, which must not end the probing of this endpoint for good.
            LOG.error("probing endpoint {} failed", endpoint, e);
        }
    }

    /** The upstreams whose endpoints are probed. */
    public List<Upstream> upstreams() {
        return List.copyOf(upstreams.keySet());
    }

    /** Stops to probe, at once; what was found so far stays. */
    @Override
    public synchronized void close() {
        if (threads != null) {
            threads.shutdownNow();
            clients.values().forEach(ControlClient::close);
        }
    }
}
