package io.phoenix.gateway.routing;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes by host: the exact name, else {@code *.name}, else {@code *}. Immutable after it is built. */
final class HostIndex {

    private final Map<String, PathIndex> hosts = new HashMap<>();

    void add(String host, String path, Route route) {
        hosts.computeIfAbsent(host, h -> new PathIndex()).add(path, route);
    }

    /** The routes of {@code host}, which is in lower case; null when the gateway does not answer to it. */
    @Nullable
    PathIndex find(String host) {
        String pattern = pattern(host);
        return pattern == null ? null : hosts.get(pattern);
    }

    /** The one pattern that claims {@code host}, or null. */
    @Nullable
    String pattern(String host) {
        // A name written to its end, root included, is the same name.
        String name = host.length() > 1 && host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (hosts.containsKey(name)) {
            return name;
        }
        int dot = name.indexOf('.');
        String wildcard = dot > 0 ? "*" + name.substring(dot) : "*";
        if (hosts.containsKey(wildcard)) {
            return wildcard;
        }
        return hosts.containsKey("*") ? "*" : null;
    }
}
