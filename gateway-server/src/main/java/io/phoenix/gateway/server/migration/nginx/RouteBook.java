package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The routes of the new configuration; every path of a host once, since the gateway's listeners share all routes. */
final class RouteBook {

    private final ImportReport report;
    private final List<RouteDraft> routes = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    RouteBook(ImportReport report) {
        this.report = report;
    }

    /** Takes {@code route} in, with a name of its own, without those paths that routes before it have. */
    void add(RouteDraft route) {
        for (String path : List.copyOf(route.paths())) {
            List<String> keys =
                    route.hosts().stream().map(host -> host + " " + path).toList();
            if (taken.containsAll(keys)) {
                route.paths().remove(path);
                report.left(
                        route.location(),
                        "another server has " + path
                                + " for the same hosts; the gateway's listeners share all routes, so"
                                + " give this one a host of its own");
            }
            if (!route.isWithheld()) {
                taken.addAll(keys);
            }
        }
        if (route.paths().isEmpty()) {
            return;
        }
        String free = route.name();
        for (int i = 2; !names.add(free); i++) {
            free = route.name() + "-" + i;
        }
        route.rename(free);
        routes.add(route);
    }

    List<RouteDraft> all() {
        return routes;
    }

    /** The routes that would take {@code path} for one of {@code hosts}, or some of what is below it. */
    List<RouteDraft> takers(String path, List<String> hosts) {
        List<RouteDraft> takers = new ArrayList<>();
        for (String host : hosts) {
            RouteDraft taker = taker(path, host);
            if (taker != null && !takers.contains(taker)) {
                takers.add(taker);
            }
        }
        return takers;
    }

    private @Nullable RouteDraft taker(String path, String host) {
        RouteDraft closest = null;
        int length = -1;
        for (RouteDraft route : routes) {
            if (route.isWithheld() || !route.hosts().contains(host)) {
                continue;
            }
            for (String own : route.paths()) {
                boolean takes = own.endsWith("/") ? path.startsWith(own) : path.equals(own);
                if (takes && own.length() > length) {
                    closest = route;
                    length = own.length();
                }
            }
        }
        return closest;
    }
}
