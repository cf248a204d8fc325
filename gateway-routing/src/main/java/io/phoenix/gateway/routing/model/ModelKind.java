package io.phoenix.gateway.routing.model;

import java.util.Locale;

/** What a model can do, and equally what an endpoint asks of a model. */
public enum ModelKind {
    CHAT("chat", "/v1/chat/completions"),
    COMPLETION("text completion", "/v1/completions"),
    EMBEDDING("embeddings", "/v1/embeddings"),
    RERANK("reranking", "/v1/rerank"),
    AUDIO("audio", "/v1/audio/transcriptions"),
    IMAGE("images", "/v1/images/generations");

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final String purpose;
    private final String path;

    ModelKind(String purpose, String path) {
        this.purpose = purpose;
        this.path = path;
    }

    /** The name in configuration files and error messages. */
    public String wire() {
        return wire;
    }

    /** What such a model is for, in a sentence. */
    String purpose() {
        return purpose;
    }

    /** The endpoint that clients know for it. */
    String path() {
        return path;
    }

    /**
     * Whether a model of this kind can answer an endpoint that asks for {@code endpoint}; chat models complete texts
     * too.
     */
    public boolean serves(ModelKind endpoint) {
        return this == endpoint || (this == CHAT && endpoint == COMPLETION);
    }
}
