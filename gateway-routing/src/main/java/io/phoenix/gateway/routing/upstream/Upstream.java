package io.phoenix.gateway.routing.upstream;

import io.phoenix.gateway.core.exchange.EndpointSelector;
import io.phoenix.gateway.core.upstream.Endpoint;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A named group of endpoints that serve the same; the one with the least in flight is next. Thread-safe. */
public final class Upstream implements EndpointSelector {

    private final String name;
    private final List<Endpoint> endpoints;
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
        for (int i = 0; i < count; i++) {
            Endpoint candidate = endpoints.get((start + i) % count);
            if (!tried.contains(candidate) && (best == null || candidate.inFlight() < best.inFlight())) {
                best = candidate;
            }
        }
        return best;
    }
}
