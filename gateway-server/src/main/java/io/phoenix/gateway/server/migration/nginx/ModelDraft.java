package io.phoenix.gateway.server.migration.nginx;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of the new configuration: a line of the map from names to upstreams. */
record ModelDraft(String name, String upstream, Place place) {

    /** What a name that contains this is usually the name of. */
    private static final Map<String, String> KINDS =
            Map.of("embed", "embedding", "rerank", "rerank", "whisper", "audio");

    void write(YamlText yaml) {
        yaml.line("  " + YamlText.scalar(name) + ":", place.fileAndLine());
        yaml.line("    upstream: " + YamlText.scalar(upstream));
        String kind = kind();
        if (kind != null) {
            yaml.line("    kind: " + kind, "guessed from its name");
        }
    }

    private @Nullable String kind() {
        String lower = name.toLowerCase(Locale.ROOT);
        return KINDS.entrySet().stream()
                .filter(entry -> lower.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
