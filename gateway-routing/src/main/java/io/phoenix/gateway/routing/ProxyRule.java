package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RawPath;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.List;

/**
 * The action of a route that leads to one upstream.
 *
 * @param stripPrefix whether the route's path, up to its last slash, is taken off the request's raw path
 */
public record ProxyRule(Upstream upstream, boolean stripPrefix) implements RouteAction {

    @Override
    public String describe() {
        return upstream.name() + " " + upstream.endpoints() + (stripPrefix ? ", prefix stripped" : "");
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        boolean isPrefix = path.endsWith("/");
        if (isPrefix && RawPath.climbsOut(head.path(), path.length())) {
            return new RouteDecision.Reply(
                    policy.name(), LocalReply.error(400, "bad_path", "the path's dot segments lead out of " + path));
        }
        boolean strips = stripPrefix && isPrefix && path.length() > 1;
        return new RouteDecision.Forward(
                policy,
                upstream,
                strips ? head.target().substring(path.length() - 1) : head.target(),
                strips ? path.substring(0, path.length() - 1) : null,
                null,
                List.of(),
                null,
                null);
    }
}
