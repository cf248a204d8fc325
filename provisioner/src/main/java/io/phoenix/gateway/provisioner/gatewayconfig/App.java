package io.phoenix.gateway.provisioner.gatewayconfig;

import io.phoenix.gateway.provisioner.check.KnownService;

/** How the gateway leads to a service: its profile of that name, and where clients find it. */
public enum App {
    PORTAINER("portainer", "portainer", "", "/api/system/status"),
    VLLM("vllm", "", "", "/health"),
    QDRANT("qdrant", "qdrant", "/qdrant/", "/healthz"),
    N8N("n8n", "n8n", "/n8n/", "/healthz"),
    OLLAMA("ollama", "ollama", "/ollama/", "/api/version"),
    LLAMA_CPP("llamacpp", "llamacpp", "/llamacpp/", "/health"),
    OPEN_WEBUI("open-webui", "webui", "/webui/", "/health");

    private final String profile;
    private final String entry;
    private final String path;
    private final String probe;

    App(String profile, String entry, String path, String probe) {
        this.profile = profile;
        this.entry = entry;
        this.path = path;
        this.probe = probe;
    }

    static App of(KnownService service) {
        return valueOf(service.name());
    }

    /** The gateway's name for the profile. */
    public String profile() {
        return profile;
    }

    /** The usual name of its entry in the configuration; empty if that is the container's. */
    public String entry() {
        return entry;
    }

    /** The path that it is mounted on; empty for none. */
    public String path() {
        return path;
    }

    /** The path at which it tells that it is well, to anybody. */
    public String probe() {
        return probe;
    }

    /** Whether it speaks TLS only, with a certificate of its own, and is found by a host name. */
    public boolean hasTls() {
        return this == PORTAINER;
    }
}
