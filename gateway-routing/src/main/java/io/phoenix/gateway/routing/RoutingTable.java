package io.phoenix.gateway.routing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.exchange.Router;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes, as one snapshot: host, then path, then method. What no route claims is refused; there is no default to
 * fall through to. Immutable.
 */
public final class RoutingTable implements Router {

    private final List<Route> routes;
    private final HostIndex hosts = new HostIndex();

    /** The table of {@code routes}; of two that match the same, the first one wins. */
    public RoutingTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        for (Route route : routes) {
            for (String host : route.hosts()) {
                for (String path : route.paths()) {
                    hosts.add(host, path, route);
                }
            }
        }
    }

    /** The routes in the order of the configuration. */
    public List<Route> routes() {
        return routes;
    }

    @Override
    public RouteDecision route(RequestHead head) {
        PathIndex paths = hosts.find(head.host());
        if (paths == null) {
            return reply(LocalReply.error(
                    421,
                    "unknown_host",
                    "this gateway does not answer to the host `" + head.host()
                            + "`; its configuration lists the ones it does"));
        }
        PathIndex.Entry entry = paths.find(head);
        boolean isExact = entry != null && !entry.path().endsWith("/");
        PathIndex.Entry withSlash = isExact ? null : paths.findWithSlash(head);
        if (withSlash != null) {
            return addSlash(withSlash, head);
        }
        if (entry == null) {
            return reply(RefuseRule.noRoute(head));
        }
        RouteDecision preflight = preflight(entry, head);
        if (preflight != null) {
            return preflight;
        }
        Route route = byMethod(entry, head.method().name());
        return route == null ? wrongMethod(entry, head) : decide(route, head, entry.path());
    }

    private static RouteDecision addSlash(PathIndex.Entry entry, RequestHead head) {
        Route route = byMethod(entry, head.method().name());
        LocalReply refusal = route == null ? refusalByAll(entry, head) : route.refusal(head);
        if (refusal != null) {
            return refuse(route == null ? entry.routes().get(0) : route, refusal, entry.path());
        }
        String query = head.target().substring(head.path().length());
        return reply(LocalReply.redirect(308, head.path() + '/' + query));
    }

    /**
     * The answer to a browser that asks whether a page of another site may call (Fetch standard, section 3.3.2), by the
     * route that would take the call. Null if this is no such question, or is for the route's action to answer.
     */
    private static @Nullable RouteDecision preflight(PathIndex.Entry entry, RequestHead head) {
        if (!head.method().equals(HttpMethod.OPTIONS)) {
            return null;
        }
        String origin = head.headers().get(HttpHeaderNames.ORIGIN);
        String method = head.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        Route route = origin == null || method == null ? null : byMethod(entry, method);
        if (origin == null || method == null || route == null || route.cors() == null) {
            return null;
        }
        LocalReply refusal = route.refusal(head);
        if (refusal != null) {
            return refuse(route, refusal, entry.path());
        }
        String wanted = head.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        RoutePolicy policy = route.policy();
        return new RouteDecision.Reply(
                policy.name(), route.cors().preflight(origin, method, wanted).in(policy.errors()));
    }

    private static RouteDecision decide(Route route, RequestHead head, String path) {
        LocalReply refusal = route.refusal(head);
        return refusal == null
                ? finished(route.action().decide(head, route.policy(), path), route, path)
                : refuse(route, refusal, path);
    }

    private static RouteDecision refuse(Route route, LocalReply refusal, String path) {
        return finished(new RouteDecision.Reply(route.policy().name(), refusal), route, path);
    }

    /** What an action decided, in the form of its route. */
    private static RouteDecision finished(RouteDecision made, Route route, String path) {
        if (made instanceof RouteDecision.Guarded guarded) {
            return new RouteDecision.Guarded(
                    guarded.policy(),
                    guarded.guard(),
                    () -> finished(guarded.then().get(), route, path));
        }
        RoutePolicy policy = route.policy();
        RouteDecision decision = made;
        if (made instanceof RouteDecision.Reply reply) {
            decision = new RouteDecision.Reply(
                    reply.route(),
                    reply.askedModel(),
                    reply.reply().in(policy.errors()),
                    reply.reason(),
                    policy.headers());
        }
        return policy.explained() ? ExplainedDecision.of(decision, path) : decision;
    }

    /** The search for {@code head}'s route, to be told to an operator. */
    public RouteMatch match(RequestHead head) {
        String host = hosts.pattern(head.host());
        PathIndex paths = hosts.find(head.host());
        PathIndex.Entry entry = paths == null ? null : paths.find(head);
        Route chosen = entry == null ? null : byMethod(entry, head.method().name());
        return new RouteMatch(this, head, host, entry, chosen);
    }

    private static @Nullable Route byMethod(PathIndex.Entry entry, String method) {
        for (int i = 0; i < entry.routes().size(); i++) {
            if (entry.routes().get(i).admits(method)) {
                return entry.routes().get(i);
            }
        }
        return null;
    }

    /** The refusal of a client that no route of {@code entry} serves, or null. */
    private static @Nullable LocalReply refusalByAll(PathIndex.Entry entry, RequestHead head) {
        LocalReply refusal = null;
        for (Route route : entry.routes()) {
            refusal = route.refusal(head);
            if (refusal == null) {
                return null;
            }
        }
        return refusal;
    }

    /** Names the methods of those routes only that serve the client. */
    private static RouteDecision wrongMethod(PathIndex.Entry entry, RequestHead head) {
        LocalReply refusal = refusalByAll(entry, head);
        if (refusal != null) {
            return refuse(entry.routes().get(0), refusal, entry.path());
        }
        TreeSet<String> allowed = new TreeSet<>();
        entry.routes().stream()
                .filter(route -> route.refusal(head) == null)
                .forEach(route -> allowed.addAll(route.methods()));
        String list = String.join(", ", allowed);
        RoutePolicy policy = entry.routes().get(0).policy();
        return new RouteDecision.Reply(
                policy.name(),
                null,
                LocalReply.error(405, "method_not_allowed", "this route takes " + list + " only")
                        .with("allow", list)
                        .in(policy.errors()),
                null,
                policy.headers());
    }

    private static RouteDecision reply(LocalReply reply) {
        return new RouteDecision.Reply(null, reply);
    }
}
