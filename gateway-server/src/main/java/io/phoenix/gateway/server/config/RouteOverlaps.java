package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.RequestKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds paths that can never match, because earlier routes take all their methods on all their hosts and listeners. */
final class RouteOverlaps {
    private static final String ANY = "*";

    /** Of one host and path: which method is taken where. */
    private static final class Taken {
        private final Map<String, Value> methods = new HashMap<>();

        /** Where the last of {@code wanted} is taken; null if one of them is free. */
        @Nullable
        Value by(List<String> wanted) {
            Value place = methods.get(ANY);
            for (String method : place == null ? wanted : List.<String>of()) {
                place = methods.get(method);
                if (place == null) {
                    return null;
                }
            }
            return place;
        }
    }

    private record Place(
            String listener,
            String host,
            String path,
            @Nullable RequestKind kind) {}

    private final Map<Place, Taken> taken = new HashMap<>();

    /** Adds a route; no methods means any, no listeners those that no route names. */
    void add(
            List<Placed<String>> paths,
            List<String> hosts,
            List<String> methods,
            List<String> listeners,
            @Nullable RequestKind kind) {
        for (String listener : listeners.isEmpty() ? List.of(ANY) : listeners) {
            add(paths, hosts, methods, listener, kind);
        }
    }

    private void add(
            List<Placed<String>> paths,
            List<String> hosts,
            List<String> methods,
            String listener,
            @Nullable RequestKind kind) {
        for (Placed<String> path : paths) {
            Value earlier = takenBy(path.value(), hosts, methods, listener, kind);
            if (earlier != null) {
                path.place()
                        .error("never matches: " + earlier.path() + " on line " + earlier.line() + " takes "
                                + path.value() + " before it");
            }
        }
        for (Placed<String> path : paths) {
            for (String host : hosts) {
                Taken here = taken.computeIfAbsent(new Place(listener, host, path.value(), kind), key -> new Taken());
                for (String method : methods.isEmpty() ? List.of(ANY) : methods) {
                    here.methods.putIfAbsent(method, path.place());
                }
            }
        }
    }

    private @Nullable Value takenBy(
            String path, List<String> hosts, List<String> methods, String listener, @Nullable RequestKind kind) {
        Value place = null;
        for (String host : hosts) {
            Taken earlier = taken.get(new Place(listener, host, path, kind));
            place = earlier == null ? null : earlier.by(methods);
            if (place == null) {
                return null;
            }
        }
        return place;
    }
}
