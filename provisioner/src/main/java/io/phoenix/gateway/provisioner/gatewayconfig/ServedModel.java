package io.phoenix.gateway.provisioner.gatewayconfig;

import io.phoenix.gateway.provisioner.desired.ModelServer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A model that vLLM serves in a container.
 *
 * @param name the one that vLLM answers to
 * @param kind the gateway's word for what it can do
 * @param aliases other names that clients may use
 */
public record ServedModel(String name, String kind, List<String> aliases, Service service) {
    private static final String EMBEDDING = "embedding";

    public ServedModel {
        aliases = List.copyOf(aliases);
    }

    /** The model of {@code service}, which must be vLLM; its aliases are what it is called elsewhere. */
    static ServedModel of(Service service) {
        ModelServer server = Objects.requireNonNull(service.container().modelServer());
        Set<String> aliases = new LinkedHashSet<>();
        aliases.add(server.model());
        aliases.add(lastPart(server.model()));
        aliases.add(lastPart(server.servedName()));
        aliases.remove(server.servedName());
        return new ServedModel(server.servedName(), kind(server), List.copyOf(aliases), service);
    }

    private static String lastPart(String model) {
        return model.substring(model.lastIndexOf('/') + 1);
    }

    private static String kind(ModelServer server) {
        if (server.type() != null) {
            return server.type().equals(EMBEDDING) ? EMBEDDING : "chat";
        }
        String told = String.join(" ", server.arguments()) + " " + lastPart(server.model());
        String lower = told.toLowerCase(Locale.ROOT);
        if (lower.contains("rerank") || lower.contains("score")) {
            return "rerank";
        }
        return lower.contains("embed") ? EMBEDDING : "chat";
    }

    boolean isEmbedding() {
        return kind.equals(EMBEDDING);
    }

    ServedModel with(List<String> furtherAliases) {
        Set<String> all = new LinkedHashSet<>(aliases);
        all.addAll(furtherAliases);
        return new ServedModel(name, kind, List.copyOf(all), service);
    }
}
