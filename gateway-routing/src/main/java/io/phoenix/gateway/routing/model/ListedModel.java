package io.phoenix.gateway.routing.model;

import org.jspecify.annotations.Nullable;

/**
 * One model as its upstream lists it.
 *
 * @param name the name that the upstream checks for
 * @param kind what it can do, or null where the upstream does not tell
 * @param details what an Ollama upstream tells of it: members of a JSON object, without the braces; null from others
 */
public record ListedModel(
        String name, @Nullable ModelKind kind, @Nullable String details) {}
