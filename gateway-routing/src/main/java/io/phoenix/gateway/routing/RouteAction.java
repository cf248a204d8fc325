package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.RequestHead;

/** What a route does with a request that it matched. Called on workers, from several at once; must not block. */
public interface RouteAction {

    /**
     * The decision for {@code head}.
     *
     * @param path the route's own path, which is exactly the request's or a prefix of it
     */
    RouteDecision decide(RequestHead head, RoutePolicy policy, String path);

    /** Where it leads, in a few words for operators. */
    String describe();
}
