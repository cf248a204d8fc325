package io.phoenix.gateway.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.phoenix.gateway.core.exchange.ExchangeObserver;
import io.phoenix.gateway.core.exchange.ExchangeRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times finished exchanges by route, upstream, served model and outcome. Every tag value comes from the
 * configuration or from a fixed list, so the number of meters is bounded; each is looked up once. Thread-safe.
 */
public final class MetricsObserver implements ExchangeObserver {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(300)
    };

    private record Key(
            @Nullable String route,
            @Nullable String upstream,
            @Nullable String model,
            String outcome) {}

    private record Meters(Timer total, Timer firstByte, Counter requestBytes, Counter responseBytes) {}

    private final MeterRegistry registry;
    private final Map<Key, Meters> meters = new ConcurrentHashMap<>();

    /** Registers its meters in {@code registry}. */
    public MetricsObserver(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onEnd(ExchangeRecord exchange) {
        Key key = new Key(
                exchange.route(),
                exchange.upstream(),
                exchange.model() == null ? null : exchange.model().served(),
                outcome(exchange));
        Meters found = meters.get(key);
        if (found == null) {
            found = meters.computeIfAbsent(key, this::register);
        }
        found.total().record(exchange.totalNanos(), TimeUnit.NANOSECONDS);
        if (exchange.firstByteNanos() >= 0) {
            found.firstByte().record(exchange.firstByteNanos(), TimeUnit.NANOSECONDS);
        }
        found.requestBytes().increment((double) exchange.requestBytes());
        found.responseBytes().increment((double) exchange.responseBytes());
    }

    private static String outcome(ExchangeRecord exchange) {
        if (exchange.failure() != null) {
            return exchange.failure().kind().code();
        }
        String refused = exchange.isRefused() ? exchange.replyCode() : null;
        if (refused != null) {
            return refused;
        }
        int status = exchange.status();
        return status < 200 ? "upgraded" : status < 300 ? "2xx" : status < 400 ? "3xx" : status < 500 ? "4xx" : "5xx";
    }

    private Meters register(Key key) {
        String[] tags = {
            "route", orNone(key.route()),
            "upstream", orNone(key.upstream()),
            "model", orNone(key.model()),
            "outcome", key.outcome()
        };
        return new Meters(
                Timer.builder("gateway.request")
                        .description("From the head of a request to the end of its answer")
                        .tags(tags)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry),
                Timer.builder("gateway.first.byte")
                        .description("From the head of a request to the head of its answer")
                        .tags(tags)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry),
                Counter.builder("gateway.request.body")
                        .baseUnit("bytes")
                        .tags(tags)
                        .register(registry),
                Counter.builder("gateway.response.body")
                        .baseUnit("bytes")
                        .tags(tags)
                        .register(registry));
    }

    private static String orNone(@Nullable String value) {
        return value == null ? "none" : value;
    }
}
