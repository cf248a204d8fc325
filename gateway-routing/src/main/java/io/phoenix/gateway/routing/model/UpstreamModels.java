package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an upstream said of its models when it was last asked, or, where it did not answer, the time before. Immutable.
 *
 * @param answers whether it answered the last time
 * @param models in the upstream's order, no name twice
 */
public record UpstreamModels(Upstream upstream, boolean answers, List<ListedModel> models) {

    public UpstreamModels {
        Map<String, ListedModel> once = new LinkedHashMap<>();
        models.forEach(model -> once.putIfAbsent(model.name(), model));
        models = List.copyOf(once.values());
    }
}
