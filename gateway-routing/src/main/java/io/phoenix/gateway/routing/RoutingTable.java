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
        PathIndex.Entry entry = paths.find(head.path());
        if (paths.isPrefixWithoutSlash(head.path())
                && (entry == null || entry.path().endsWith("/"))) {
            String query = head.target().substring(head.path().length());
            return reply(LocalReply.redirect(308, head.path() + '/' + query));
        }
        if (entry == null) {
            return reply(LocalReply.error(404, "no_route", "no route of this gateway leads to `" + head.path() + "`"));
        }
        RouteDecision preflight = preflight(entry, head);
        if (preflight != null) {
            return preflight;
        }
        Route route = chosen(entry, head);
        return route == null ? unfit(entry, head) : decide(route, head, entry.path());
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
        String wanted = head.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        RoutePolicy policy = route.policy();
        return new RouteDecision.Reply(
                policy.name(), route.cors().preflight(origin, method, wanted).in(policy.errors()));
    }

    private static RouteDecision decide(Route route, RequestHead head, String path) {
        RouteDecision made = route.action().decide(head, route.policy(), path);
        RouteDecision decision = made instanceof RouteDecision.Reply reply
                ? new RouteDecision.Reply(
                        reply.route(),
                        reply.askedModel(),
                        reply.reply().in(route.policy().errors()),
                        reply.reason(),
                        route.policy().headers())
                : made;
        return route.policy().explained() ? ExplainedDecision.of(decision, path) : decision;
    }

    /** The search for {@code head}'s route, to be told to an operator. */
    public RouteMatch match(RequestHead head) {
        String host = hosts.pattern(head.host());
        PathIndex paths = hosts.find(head.host());
        PathIndex.Entry entry = paths == null ? null : paths.find(head.path());
        Route chosen = entry == null ? null : chosen(entry, head);
        return new RouteMatch(this, head, host, entry, chosen);
    }

    private static @Nullable Route chosen(PathIndex.Entry entry, RequestHead head) {
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        for (int i = 0; i < entry.routes().size(); i++) {
            Route route = entry.routes().get(i);
            if (route.admits(head.method().name()) && route.admitsType(type)) {
                return route;
            }
        }
        return null;
    }

    private static RouteDecision unfit(PathIndex.Entry entry, RequestHead head) {
        Route byMethod = byMethod(entry, head.method().name());
        return byMethod == null ? wrongMethod(entry) : wrongType(byMethod);
    }

    private static RouteDecision wrongType(Route route) {
        RoutePolicy policy = route.policy();
        return new RouteDecision.Reply(
                policy.name(),
                null,
                LocalReply.error(
                                415,
                                "unsupported_media_type",
                                "this route takes the Content-Type " + route.contentType() + " only")
                        .in(policy.errors()),
                null,
                policy.headers());
    }

    private static @Nullable Route byMethod(PathIndex.Entry entry, String method) {
        for (int i = 0; i < entry.routes().size(); i++) {
            if (entry.routes().get(i).admits(method)) {
                return entry.routes().get(i);
            }
        }
        return null;
    }

    private static RouteDecision wrongMethod(PathIndex.Entry entry) {
        TreeSet<String> allowed = new TreeSet<>();
        entry.routes().forEach(route -> allowed.addAll(route.methods()));
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
