package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.http.RequestHead;
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

    /** The routes that share one path: those of one kind of requests, then the others, as they are configured. */
    record Entry(String path, List<Route> routes) {

        /** Whether some of them are not for all requests. */
        boolean isChoosy() {
            for (int i = 0; i < routes.size(); i++) {
                if (routes.get(i).kind() != null) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Map<String, Entry> exact = new HashMap<>();
    private final Map<String, Entry> prefixes = new HashMap<>();

    /** Adds a route. Those of one kind of requests are asked first, since the others would leave them none. */
    void add(String path, Route route) {
        List<Route> routes = (path.endsWith("/") ? prefixes : exact)
                .computeIfAbsent(path, p -> new Entry(p, new ArrayList<>(1)))
                .routes();
        int place = routes.size();
        while (route.kind() != null && place > 0 && routes.get(place - 1).kind() == null) {
            place--;
        }
        routes.add(place, route);
    }

    /** The routes for {@code head}, or null. */
    @Nullable
    Entry find(RequestHead head) {
        String path = head.path();
        Entry found = routesFor(head, exact.get(path));
        for (int slash = path.lastIndexOf('/'); found == null && slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            found = routesFor(head, prefixes.get(path.substring(0, slash + 1)));
        }
        return found;
    }

    /** The routes of the prefix of which the path of {@code head} lacks nothing but the slash at its end, or null. */
    @Nullable
    Entry findWithSlash(RequestHead head) {
        return routesFor(head, prefixes.get(head.path() + '/'));
    }

    /** Those of {@code entry} that are for requests like {@code head}; null if none is. */
    private static @Nullable Entry routesFor(RequestHead head, @Nullable Entry entry) {
        if (entry == null || !entry.isChoosy()) {
            return entry;
        }
        List<Route> routes = new ArrayList<>(entry.routes());
        routes.removeIf(route -> !route.isFor(head, entry.path()));
        return routes.isEmpty() ? null : new Entry(entry.path(), routes);
    }
}
