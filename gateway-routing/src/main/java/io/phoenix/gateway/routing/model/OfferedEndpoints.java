package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.List;

/**
 * The endpoints that this gateway's routes choose by model, to tell clients which of them a model can be used with.
 * Immutable.
 *
 * @param endpoints in the order of the configuration
 */
public record OfferedEndpoints(List<Offer> endpoints) {

    /** More would not be read. */
    private static final int MOST = 3;

    /** One path, the models that it is for, and what its clients speak. */
    public record Offer(String path, EndpointKinds kinds, ModelApi api) {}

    public OfferedEndpoints {
        endpoints = List.copyOf(endpoints);
    }

    /** What to do with {@code model} after an endpoint was the wrong one, as a sentence. */
    String advice(Model model) {
        List<String> paths = pathsFor(model);
        if (paths.isEmpty()) {
            return "No endpoint of this gateway is for such a model; name another one.";
        }
        int last = paths.size() - 1;
        String list = last == 0 ? paths.get(0) : String.join(", ", paths.subList(0, last)) + " or " + paths.get(last);
        return "Use " + list + " with it, or name another model.";
    }

    /** Those that are for models of its kind first; those for any model only if there is no other. */
    private List<String> pathsFor(Model model) {
        List<Offer> usable = endpoints.stream()
                .filter(offer -> offer.kinds().accept(model.kind())
                        && model.upstream().api().understands(offer.api()))
                .toList();
        List<Offer> meant =
                usable.stream().filter(offer -> !offer.kinds().isAny()).toList();
        return (meant.isEmpty() ? usable : meant)
                .stream().map(Offer::path).distinct().limit(MOST).toList();
    }
}
