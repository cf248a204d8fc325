package io.phoenix.gateway.routing.model;

import org.jspecify.annotations.Nullable;

/** Ollama's names of models end with a tag, {@code llama3:8b}; without one they mean {@code :latest}. Stateless. */
final class OllamaName {

    private static final String LATEST = ":latest";

    private OllamaName() {}

    /** The other way to write {@code name}, or null where there is none. */
    static @Nullable String otherSpelling(String name) {
        if (name.endsWith(LATEST)) {
            return name.substring(0, name.length() - LATEST.length());
        }
        // The colon of a registry's port, host:5000/model, begins no tag.
        return name.indexOf(':', name.lastIndexOf('/') + 1) < 0 ? name + LATEST : null;
    }
}
