package io.phoenix.gateway.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host by path: the exact one, else the longest prefix. Look-ups cost a hash per slash, however many
 * routes there are. Immutable after it is built.
 */
final class PathIndex {

    /** The routes that share one path, in the order of the configuration. */
    record Entry(String path, List<Route> routes) {}

    private final Map<String, Entry> exact = new HashMap<>();
    private final Map<String, Entry> prefixes = new HashMap<>();

    void add(String path, Route route) {
        (path.endsWith("/") ? prefixes : exact)
                .computeIfAbsent(path, p -> new Entry(p, new ArrayList<>(1)))
                .routes()
                .add(route);
    }

    /** The routes for {@code path}, or null. */
    @Nullable
    Entry find(String path) {
        Entry found = exact.get(path);
        for (int slash = path.lastIndexOf('/'); found == null && slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            found = prefixes.get(path.substring(0, slash + 1));
        }
        return found;
    }

    /** The routes of the prefix of which {@code path} lacks nothing but the slash at its end, or null. */
    @Nullable
    Entry findWithSlash(String path) {
        return prefixes.get(path + '/');
    }
}
