package io.phoenix.gateway.routing.model;

import java.util.Locale;

/** What a model can do, and equally what an endpoint asks of a model. */
public enum ModelKind {
    CHAT("chat"),
    COMPLETION("text completion"),
    EMBEDDING("embeddings"),
    RERANK("reranking"),
    AUDIO("audio"),
    IMAGE("images");

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final String purpose;

    ModelKind(String purpose) {
        this.purpose = purpose;
    }

    /** The name in configuration files and error messages. */
    public String wire() {
        return wire;
    }

    /** What such a model is for, in a sentence. */
    String purpose() {
        return purpose;
    }

    /**
     * Whether a model of this kind can answer an endpoint that asks for {@code endpoint}; chat models complete texts
     * too.
     */
    public boolean serves(ModelKind endpoint) {
        return this == endpoint || (this == CHAT && endpoint == COMPLETION);
    }
}
