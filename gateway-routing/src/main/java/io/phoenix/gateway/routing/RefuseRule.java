package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;

/** The action of a route that keeps its paths from a wider route: 404, as if no route led there. */
public record RefuseRule() implements RouteAction {

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        return new RouteDecision.Reply(policy.name(), noRoute(head));
    }

    static LocalReply noRoute(RequestHead head) {
        return LocalReply.error(404, "no_route", "no route of this gateway leads to `" + head.path() + "`");
    }

    @Override
    public String describe() {
        return "nowhere: 404";
    }
}
