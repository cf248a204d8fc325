package io.phoenix.gateway.routing.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every name that a client may ask for, with its model. Names are compared exactly, as the backends do. Immutable. */
public final class ModelMap {

    private final Map<String, Model> byName = new LinkedHashMap<>();
    private final List<Model> models;

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
    }

    private void add(String name, Model model) {
        if (byName.putIfAbsent(name, model) != null) {
            throw new IllegalArgumentException("two models are called " + name);
        }
    }

    /** The model called {@code name}, or null. */
    public @Nullable Model find(String name) {
        return byName.get(name);
    }

    /** All models, in the order of the configuration. */
    public List<Model> models() {
        return models;
    }

    /** All names, each model's aliases after it. */
    public List<String> names() {
        return new ArrayList<>(byName.keySet());
    }
}
