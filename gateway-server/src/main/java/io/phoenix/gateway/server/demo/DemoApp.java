package io.phoenix.gateway.server.demo;

/** The programs that the demo stands in for. */
public enum DemoApp {
    VLLM_CHAT("vllm-chat"),
    VLLM_EMBEDDING("vllm-embedding"),
    WHISPER("whisper"),
    QDRANT("qdrant"),
    N8N("n8n"),
    OPEN_WEBUI("open-webui"),
    OLLAMA("ollama"),
    LLAMACPP("llamacpp"),
    PORTAINER("portainer");

    private final String label;

    DemoApp(String label) {
        this.label = label;
    }

    /** What this stand-in calls itself in the answer header {@code X-Demo-Backend}. */
    public String label() {
        return label;
    }
}
