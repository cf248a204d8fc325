package io.phoenix.gateway.routing.upstream;

import io.phoenix.gateway.core.exchange.EndpointSelector;
import io.phoenix.gateway.core.upstream.Endpoint;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A named group of endpoints that serve the same; the one with the least in flight is next, of those that are up if
 * there are any. A probe that is wrong about all of them makes no outage. Thread-safe.
 */
public final class Upstream implements EndpointSelector {

    private final String name;
    private final List<Endpoint> endpoints;
    private final List<HealthState> health;
    private final ModelApi api;
    private final AtomicInteger next = new AtomicInteger();

    /** A group of at least one endpoint that speaks OpenAI's API, if it serves models at all. */
    public Upstream(String name, List<Endpoint> endpoints) {
        this(name, endpoints, ModelApi.OPENAI);
    }

    /** A group of at least one endpoint. */
    public Upstream(String name, List<Endpoint> endpoints, ModelApi api) {
        this.name = name;
        this.endpoints = List.copyOf(endpoints);
        this.health = Stream.generate(HealthState::new).limit(endpoints.size()).toList();
        this.api = api;
    }

    @Override
    public String name() {
        return name;
    }

    /** The endpoints in the order of the configuration. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** What is known of the health of {@code endpoint}, which is one of {@link #endpoints}. */
    public HealthState health(Endpoint endpoint) {
        return health.get(endpoints.indexOf(endpoint));
    }

    /** What its models are asked in. */
    public ModelApi api() {
        return api;
    }

    @Override
    public @Nullable Endpoint select(List<Endpoint> tried) {
        int count = endpoints.size();
        // Where to begin moves on, so that endpoints with equal load take turns.
        int start = count == 1 ? 0 : Math.floorMod(next.getAndIncrement(), count);
        Endpoint best = null;
        boolean bestIsUp = false;
        for (int i = 0; i < count; i++) {
            int index = (start + i) % count;
            Endpoint candidate = endpoints.get(index);
            if (tried.contains(candidate)) {
                continue;
            }
            boolean isUp = health.get(index).isUp();
            if (best == null || (isUp == bestIsUp ? candidate.inFlight() < best.inFlight() : isUp)) {
                best = candidate;
                bestIsUp = isUp;
            }
        }
        return best;
    }

    @Override
    public @Nullable String remark(Endpoint failed) {
        HealthState.Verdict verdict = health(failed).verdict();
        return verdict.isUp()
                ? null
                : "its health probe fails too, since " + verdict.since().truncatedTo(ChronoUnit.SECONDS);
    }
}
