package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RawPath;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The action of a route that leads to one upstream.
 *
 * @param stripPrefix whether the route's path, up to its last slash, is taken off the request's raw path
 * @param prefix what is taken off instead, a beginning of the route's path that ends with a slash; or null
 */
public record ProxyRule(
        Upstream upstream, boolean stripPrefix, @Nullable String prefix) implements RouteAction {

    /** A rule that takes off the route's path or nothing. */
    public ProxyRule(Upstream upstream, boolean stripPrefix) {
        this(upstream, stripPrefix, null);
    }

    @Override
    public String describe() {
        return upstream.name() + " " + upstream.endpoints()
                + (prefix != null ? ", " + prefix + " stripped" : stripPrefix ? ", prefix stripped" : "");
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        boolean isPrefix = path.endsWith("/");
        if (isPrefix && RawPath.climbsOut(head.path(), path.length())) {
            return new RouteDecision.Reply(
                    policy.name(), LocalReply.error(400, "bad_path", "the path's dot segments lead out of " + path));
        }
        String stripped = prefix != null ? prefix : stripPrefix && isPrefix ? path : "/";
        int length = stripped.length() - 1;
        return new RouteDecision.Forward(
                policy,
                upstream,
                length > 0 ? head.target().substring(length) : head.target(),
                length > 0 ? stripped.substring(0, length) : null,
                null,
                List.of(),
                null,
                null);
    }
}
