package io.phoenix.gateway.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.handler.codec.http2.Http2Error;
import io.phoenix.gateway.core.exchange.BodyBudget;
import io.phoenix.gateway.core.listener.Admission;
import io.phoenix.gateway.core.listener.Listener;
import io.phoenix.gateway.core.listener.Refusal;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.upstream.HealthState;
import io.phoenix.gateway.routing.upstream.Upstream;
import io.phoenix.gateway.server.control.HealthChecker;
import io.phoenix.gateway.server.control.ModelDiscovery;
import io.phoenix.gateway.server.observe.Logs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The figures that are read when somebody asks for them, as opposed to those that exchanges write. Stateless. */
final class Gauges {

    private Gauges() {}

    /** Registers them all; {@code listeners} may still be filled afterwards. */
    static void register(
            MeterRegistry registry, Logs logs, BodyBudget budget, List<Upstream> upstreams, List<Listener> listeners) {
        FunctionCounter.builder("gateway.log.dropped", logs, Logs::dropped).register(registry);
        Gauge.builder("gateway.held.bodies", budget, BodyBudget::held)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder(
                        "gateway.client.connections",
                        listeners,
                        all -> all.stream().mapToInt(Listener::connections).sum())
                .register(registry);
        for (Upstream upstream : upstreams) {
            upstream.endpoints().forEach(endpoint -> register(registry, endpoint));
        }
        registerProcess(registry);
    }

    /** Registers how many connections were refused or broken off, and why. */
    static void register(MeterRegistry registry, Admission admission) {
        for (Refusal reason : Refusal.values()) {
            FunctionCounter.builder(
                            "gateway.client.connections.refused", admission, all -> (double) all.refused(reason))
                    .description("Client connections that were ended before a request was looked at")
                    .tag("reason", reason.code())
                    .register(registry);
        }
        for (Http2Error error : Http2Error.values()) {
            if (error != Http2Error.NO_ERROR) {
                FunctionCounter.builder(
                                "gateway.http2.aborted.connections", admission, all -> (double) all.brokenOff(error))
                        .description("HTTP/2 connections of clients that were ended for what the client sent")
                        .tag("reason", error.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }
    }

    /** Registers whether each upstream that is asked for its models tells them. */
    static void register(MeterRegistry registry, ModelDiscovery discovery) {
        for (Upstream upstream : discovery.upstreams()) {
            Gauge.builder("gateway.discovery.success", discovery, asked -> asked.answers(upstream) ? 1 : 0)
                    .description("Whether the upstream told its models when it was last asked")
                    .tag("upstream", upstream.name())
                    .register(registry);
        }
    }

    /** Registers what probes say of each endpoint that is probed, and for how long. */
    static void register(MeterRegistry registry, HealthChecker health) {
        for (Upstream upstream : health.upstreams()) {
            for (Endpoint endpoint : upstream.endpoints()) {
                HealthState state = upstream.health(endpoint);
                Gauge.builder("gateway.endpoint.up", state, one -> one.isUp() ? 1 : 0)
                        .description("Whether the endpoint is up, as its health probes say")
                        .tags(tags(endpoint))
                        .register(registry);
                TimeGauge.builder("gateway.endpoint.health.age", state, TimeUnit.MILLISECONDS, Gauges::age)
                        .description("How long the endpoint has been up or down")
                        .tags(tags(endpoint))
                        .register(registry);
            }
        }
    }

    private static double age(HealthState state) {
        return Duration.between(state.verdict().since(), Instant.now()).toMillis();
    }

    private static String[] tags(Endpoint endpoint) {
        return new String[] {"upstream", endpoint.upstream(), "endpoint", endpoint.toString()};
    }

    private static void register(MeterRegistry registry, Endpoint endpoint) {
        Gauge.builder("gateway.endpoint.inflight", endpoint, Endpoint::inFlight)
                .tags(tags(endpoint))
                .register(registry);
        Gauge.builder("gateway.endpoint.connections", endpoint, Endpoint::connections)
                .tags(tags(endpoint))
                .register(registry);
    }

    private static void registerProcess(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new NettyAllocatorMetrics((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).bindTo(registry);
    }
}
