package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every name that a client may ask for, with its model. Names are compared exactly, as the backends do; only Ollama's
 * may be written with and without {@code :latest}, as there. Immutable.
 */
public final class ModelMap {

    private final Map<String, Model> byName = new LinkedHashMap<>();
    private final List<Model> models;
    private final List<String> names;

    /**
     * The table of {@code models}.
     *
     * @throws IllegalArgumentException when two models share a name, which the configuration's checks rule out
     */
    public ModelMap(Collection<Model> models) {
        this.models = List.copyOf(models);
        for (Model model : models) {
            add(model.name(), model);
            model.aliases().forEach(alias -> add(alias, model));
        }
        this.names = List.copyOf(byName.keySet());
    }

    private void add(String name, Model model) {
        if (byName.putIfAbsent(name, model) != null) {
            throw new IllegalArgumentException("two models are called " + name);
        }
    }

    /** The model called {@code name}, or null. */
    public @Nullable Model find(String name) {
        Model exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        String other = OllamaName.otherSpelling(name);
        Model found = other == null ? null : byName.get(other);
        return found != null && found.upstream().api() == ModelApi.OLLAMA ? found : null;
    }

    /** All models, in the order of the configuration, and then those that only their upstreams told of. */
    public List<Model> models() {
        return models;
    }

    /** All names, each model's aliases after it. */
    public List<String> names() {
        return names;
    }
}
