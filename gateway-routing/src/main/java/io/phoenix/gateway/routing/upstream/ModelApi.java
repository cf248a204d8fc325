package io.phoenix.gateway.routing.upstream;

import io.phoenix.gateway.core.http.ErrorShape;
import java.util.Locale;

/** The API in which models are asked for: what a route's clients speak, and what an upstream understands. */
public enum ModelApi {
    /** OpenAI's paths below {@code /v1}; every model server speaks it. */
    OPENAI(ErrorShape.OPENAI),
    /** Ollama's own paths below {@code /api}; who speaks it speaks OpenAI's as well. */
    OLLAMA(ErrorShape.OLLAMA);

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final ErrorShape errors;

    ModelApi(ErrorShape errors) {
        this.errors = errors;
    }

    /** The name in configuration files. */
    public String wire() {
        return wire;
    }

    /** The form of errors that clients of this API understand. */
    public ErrorShape errors() {
        return errors;
    }

    /** Whether an upstream of this API can answer a request of {@code asked}. */
    public boolean understands(ModelApi asked) {
        return this == asked || asked == OPENAI;
    }
}
