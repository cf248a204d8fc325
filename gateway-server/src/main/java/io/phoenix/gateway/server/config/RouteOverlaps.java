package io.phoenix.gateway.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Finds paths that can never match, because earlier routes take all their methods on all their hosts. */
final class RouteOverlaps {
    /** What earlier routes take of one host and path. */
    private static final class Taken {
        final Value first;
        final Set<String> methods = new HashSet<>();
        boolean all;

        Taken(Value first) {
            this.first = first;
        }

        boolean covers(List<String> wanted) {
            return all || (!wanted.isEmpty() && methods.containsAll(wanted));
        }
    }

    private final Map<String, Taken> taken = new HashMap<>();

    void add(List<Value> paths, List<String> hosts, List<String> methods) {
        List<Placed<String>> added = new ArrayList<>();
        for (Value place : paths) {
            if (place.node() instanceof ScalarNode scalar) {
                added.add(new Placed<>(scalar.getValue(), place));
            }
        }
        for (Placed<String> path : added) {
            Value first = takenBy(path.value(), hosts, methods);
            if (first != null) {
                path.place()
                        .error("never matches: " + first.path() + " on line " + first.line() + " takes " + path.value()
                                + " before it");
            }
        }
        for (Placed<String> path : added) {
            for (String host : hosts) {
                Taken now = taken.computeIfAbsent(key(host, path.value()), key -> new Taken(path.place()));
                now.methods.addAll(methods);
                now.all |= methods.isEmpty();
            }
        }
    }

    private @Nullable Value takenBy(String path, List<String> hosts, List<String> methods) {
        Value first = null;
        for (String host : hosts) {
            Taken earlier = taken.get(key(host, path));
            if (earlier == null || !earlier.covers(methods)) {
                return null;
            }
            first = earlier.first;
        }
        return first;
    }

    private static String key(String host, String path) {
        return host + " " + path;
    }
}
