package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.upstream.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picks an endpoint of one upstream. Called on workers, from several at once; must not block. */
public interface EndpointSelector {

    /** The upstream's name. */
    String name();

    /** The endpoint for the next attempt, not one of {@code tried}; null when there is none left. */
    @Nullable
    Endpoint select(List<Endpoint> tried);

    /** What is known of an endpoint beside that it failed, as part of a sentence for its error; null for nothing. */
    default @Nullable String remark(Endpoint failed) {
        return null;
    }
}
