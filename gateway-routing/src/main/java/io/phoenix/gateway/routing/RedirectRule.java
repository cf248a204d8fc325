package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;

/**
 * The action of a route that sends clients elsewhere, query included.
 *
 * @param to a path or a URL; if it and the route's path end with a slash, what follows the route's path is added
 * @param status 301, 302, 303, 307 or 308
 */
public record RedirectRule(String to, int status) implements RouteAction {

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        boolean keepsRest = to.endsWith("/") && path.endsWith("/");
        String rest =
                head.target().substring(keepsRest ? path.length() : head.path().length());
        // Two slashes at its start would be another host.
        String location = to.equals("/") ? to + withoutSlashes(rest) : to + rest;
        return new RouteDecision.Reply(policy.name(), LocalReply.redirect(status, location));
    }

    private static String withoutSlashes(String rest) {
        int start = 0;
        while (start < rest.length() && (rest.charAt(start) == '/' || rest.charAt(start) == '\\')) {
            start++;
        }
        return rest.substring(start);
    }

    @Override
    public String describe() {
        return status + " to " + to;
    }
}
