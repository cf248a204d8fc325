package io.phoenix.gateway.server.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds paths that can never match, because earlier routes take all their methods on all their hosts. */
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

    /** What routes are looked up by, and the media type that some of them want. */
    private record Key(String host, String path, @Nullable String contentType) {}

    private final Map<Key, Taken> taken = new HashMap<>();

    /** Adds a route; no methods means any, and no media type does too. */
    void add(List<Placed<String>> paths, List<String> hosts, List<String> methods, @Nullable String contentType) {
        for (Placed<String> path : paths) {
            Value earlier = takenBy(path.value(), hosts, methods, null);
            if (earlier == null && contentType != null) {
                earlier = takenBy(path.value(), hosts, methods, contentType);
            }
            if (earlier != null) {
                path.place()
                        .error("never matches: " + earlier.path() + " on line " + earlier.line() + " takes "
                                + path.value() + " before it");
            }
        }
        for (Placed<String> path : paths) {
            for (String host : hosts) {
                Taken here = taken.computeIfAbsent(new Key(host, path.value(), contentType), key -> new Taken());
                for (String method : methods.isEmpty() ? List.of(ANY) : methods) {
                    here.methods.putIfAbsent(method, path.place());
                }
            }
        }
    }

    private @Nullable Value takenBy(
            String path, List<String> hosts, List<String> methods, @Nullable String contentType) {
        Value place = null;
        for (String host : hosts) {
            Taken earlier = taken.get(new Key(host, path, contentType));
            place = earlier == null ? null : earlier.by(methods);
            if (place == null) {
                return null;
            }
        }
        return place;
    }
}
