package io.phoenix.gateway.provisioner.pct;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys with numbers: {@code mp0}, {@code dev0}. */
final class Indexes {
    private Indexes() {}

    /** The key of what is mounted at {@code path} in the container, or null. */
    static @Nullable String mountAt(Map<String, String> values, String path) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().matches("mp[0-9]+")
                        && path.equals(Options.of(entry.getValue()).get("mp")))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The first key of this kind that is not taken. */
    static String free(Map<String, String> values, String prefix) {
        int number = 0;
        while (values.containsKey(prefix + number)) {
            number++;
        }
        return prefix + number;
    }
}
