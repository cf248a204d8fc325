package io.phoenix.gateway.provisioner.json;

import java.util.ArrayList;
import java.util.List;

/** A way from the root of a JSON text down to a value: keys, and indexes as numbers. Immutable. */
public record JsonPath(List<Object> steps) {
    /** The way to the root itself. */
    public static final JsonPath ROOT = new JsonPath(List.of());

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /** The way through members of objects. */
    public static JsonPath of(String... keys) {
        return new JsonPath(List.of((Object[]) keys));
    }

    /** One step further, to a member. */
    public JsonPath key(String key) {
        return plus(key);
    }

    /** One step further, to an element. */
    public JsonPath index(int index) {
        return plus(index);
    }

    private JsonPath plus(Object step) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return new JsonPath(longer);
    }

    /** As findings show it: {@code lxc_configs.953.features[1]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer) {
                text.append('[').append(step).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(Quoted.line((String) step));
            }
        }
        return text.toString();
    }
}
