package io.phoenix.gateway.routing.model;

import java.util.Locale;

/** What a model can do, and equally what an endpoint asks of a model. */
public enum ModelKind {
    CHAT,
    COMPLETION,
    EMBEDDING,
    RERANK,
    AUDIO,
    IMAGE;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in configuration files and error messages. */
    public String wire() {
        return wire;
    }

    /** Whether a model of this kind can answer an endpoint that asks for {@code endpoint}; chat models complete texts too. */
    public boolean serves(ModelKind endpoint) {
        return this == endpoint || (this == CHAT && endpoint == COMPLETION);
    }
}
