package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.http.RequestHead;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one request fares with each route of a table, in words for operators: the search of {@link RoutingTable}, told
 * step by step. Immutable; not for the way of a request.
 */
public final class RouteMatch {

    private final RoutingTable table;
    private final RequestHead head;
    private final @Nullable String host;
    private final PathIndex.@Nullable Entry entry;
    private final @Nullable Route chosen;

    RouteMatch(
            RoutingTable table,
            RequestHead head,
            @Nullable String host,
            PathIndex.@Nullable Entry entry,
            @Nullable Route chosen) {
        this.table = table;
        this.head = head;
        this.host = host;
        this.entry = entry;
        this.chosen = chosen;
    }

    /** The route that takes the request, or null. */
    public @Nullable Route chosen() {
        return chosen;
    }

    /** Why it does: what of the route the request matched. */
    public String why() {
        if (chosen == null || entry == null || host == null) {
            return "no route takes it";
        }
        String path = entry.path().endsWith("/")
                ? "the path begins with " + entry.path() + ", the longest prefix that a route has for it"
                : "the path is " + entry.path();
        String method = chosen.methods().isEmpty() ? "any method is taken" : "it takes " + head.method();
        String kind = chosen.kind() == null ? "" : "; it is one of " + chosen.kind();
        return path + kind + "; " + method + "; the host is " + (host.equals("*") ? "any" : "among its own");
    }

    /**
     * Why {@code route}, which is not the chosen one, does not take it: the first of its rules that the request fails.
     */
    public String whyNot(Route route) {
        if (host == null || !route.hosts().contains(host)) {
            return (route.hosts().size() == 1 ? "is for the host " : "is for the hosts ")
                    + String.join(", ", route.hosts())
                    + (host != null && route.hosts().contains("*") ? ", and other routes name this one" : "");
        }
        List<String> paths = route.paths().stream().filter(this::matchesPath).toList();
        if (paths.isEmpty()) {
            return "is for " + paths(route.paths());
        }
        if (paths.stream().noneMatch(path -> route.isFor(head, path))) {
            return "is for " + route.kind();
        }
        if (entry == null || !paths.contains(entry.path())) {
            return paths(paths) + " matches too, but " + (entry == null ? "nothing" : entry.path()) + " matches closer";
        }
        if (!route.admits(head.method().name())) {
            return "takes " + String.join(", ", new TreeSet<>(route.methods())) + " only";
        }
        return "would take it too, but stands after "
                + (chosen == null ? "" : chosen.policy().name()) + " in the file";
    }

    /** All routes, in the order of the configuration. */
    public List<Route> routes() {
        return table.routes();
    }

    private boolean matchesPath(String path) {
        return path.endsWith("/") ? head.path().startsWith(path) : head.path().equals(path);
    }

    private static String paths(List<String> paths) {
        return (paths.size() == 1 ? "the path " : "the paths ") + String.join(", ", paths);
    }
}
