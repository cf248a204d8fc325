package io.phoenix.gateway.server.migration.nginx;

import io.phoenix.gateway.server.migration.nginx.LocationPattern.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which location of a server NGINX chooses: the exact one; else the longest prefix, if it is firm; else the first
 * expression that matches; else that longest prefix.
 */
final class LocationOrder {

    private final Map<Directive, LocationPattern> patterns = new LinkedHashMap<>();
    private final Map<Directive, Pattern> expressions = new LinkedHashMap<>();

    LocationOrder(List<Directive> locations) {
        for (Directive location : locations) {
            LocationPattern pattern = LocationPattern.of(location);
            patterns.put(location, pattern);
            Pattern regex = pattern.regex();
            if (regex != null) {
                expressions.put(location, regex);
            }
        }
    }

    /** The location for a decoded path; null if none is for it. */
    @Nullable
    Directive choose(String path) {
        Directive longest = null;
        int length = -1;
        for (Map.Entry<Directive, LocationPattern> entry : patterns.entrySet()) {
            LocationPattern pattern = entry.getValue();
            if (pattern.kind() == Kind.EXACT && pattern.text().equals(path)) {
                return entry.getKey();
            }
            if (pattern.isPrefix()
                    && path.startsWith(pattern.text())
                    && pattern.text().length() > length) {
                longest = entry.getKey();
                length = pattern.text().length();
            }
        }
        if (longest != null && LocationPattern.of(longest).kind() == Kind.FIRM_PREFIX) {
            return longest;
        }
        for (Map.Entry<Directive, Pattern> entry : expressions.entrySet()) {
            if (entry.getValue().matcher(path).find()) {
                return entry.getKey();
            }
        }
        return longest;
    }

    /** The location for what is at {@code path} of a route, or below it if it is a prefix. */
    @Nullable
    Directive chooseFor(String path) {
        return choose(path.endsWith("/") ? path + "x" : path);
    }
}
