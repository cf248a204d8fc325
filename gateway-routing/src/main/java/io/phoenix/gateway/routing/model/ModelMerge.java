package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what the configuration says and what upstreams tell. The configuration wins; of two upstreams that tell
 * of the same name the first does. One per merge, confined to its thread.
 */
final class ModelMerge {

    private static final int MOST_NAMES = 10;

    /** A name as one upstream knows it. */
    private record Served(String upstream, String name) {}

    private final Map<String, UpstreamModels> toldBy = new HashMap<>();
    private final Map<Served, ListedModel> listed = new HashMap<>();
    private final Map<Served, ModelKind> configuredKinds = new HashMap<>();
    private final Set<String> configuredNames = new HashSet<>();
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    ModelMerge(List<Model> configured, List<UpstreamModels> told) {
        for (UpstreamModels one : told) {
            toldBy.put(one.upstream().name(), one);
            one.models().forEach(model -> listed.put(new Served(one.upstream().name(), model.name()), model));
        }
        configured.forEach(this::addConfigured);
        told.forEach(this::addTold);
    }

    /** The merged table. */
    ModelMap map() {
        return new ModelMap(models.values());
    }

    /** What an operator should know, in a stable order. */
    List<String> remarks() {
        return remarks;
    }

    private void addConfigured(Model model) {
        configuredNames.add(model.name());
        configuredNames.addAll(model.aliases());
        UpstreamModels told = toldBy.get(model.upstream().name());
        if (told == null) {
            models.put(model.name(), model);
            return;
        }
        ListedModel itself = find(model);
        Model seen = model.seen(told.answers(), itself);
        models.put(model.name(), seen);
        if (seen.kind() != null) {
            configuredKinds.put(new Served(model.upstream().name(), model.servedAs()), seen.kind());
        }
        // Of an upstream that fell silent the same is said as before, so that nothing is said anew when it returns.
        if (itself == null && (told.answers() || !told.models().isEmpty())) {
            remarks.add("the model \"" + model.name() + "\" is served as \"" + model.servedAs()
                    + "\", but the upstream \"" + model.upstream().name() + "\" lists " + namesOf(told)
                    + "; correct served-as, or the upstream");
        }
    }

    private @Nullable ListedModel find(Model model) {
        String upstream = model.upstream().name();
        ListedModel exact = listed.get(new Served(upstream, model.servedAs()));
        String other = model.upstream().api() == ModelApi.OLLAMA ? OllamaName.otherSpelling(model.servedAs()) : null;
        return exact != null || other == null ? exact : listed.get(new Served(upstream, other));
    }

    private static String namesOf(UpstreamModels told) {
        return told.models().isEmpty()
                ? "no models"
                : told.models().stream()
                        .limit(MOST_NAMES)
                        .map(model -> '"' + model.name() + '"')
                        .collect(Collectors.joining(", ", "", told.models().size() > MOST_NAMES ? ", …" : ""));
    }

    private void addTold(UpstreamModels told) {
        for (ListedModel model : told.models()) {
            if (configuredNames.contains(model.name())) {
                continue;
            }
            // Of a name that the configuration has under another one, it also says what it can do.
            ModelKind kind =
                    configuredKinds.getOrDefault(new Served(told.upstream().name(), model.name()), model.kind());
            Model before = models.putIfAbsent(
                    model.name(),
                    new Model(model.name(), model.name(), List.of(), kind, told.upstream())
                            .seen(told.answers(), model));
            if (before != null) {
                remarks.add("the upstreams \"" + before.upstream().name() + "\" and \""
                        + told.upstream().name() + "\" both list \"" + model.name()
                        + "\"; the first one is asked, until models names the other");
            }
        }
    }
}
