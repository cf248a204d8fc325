package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.Guard;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.RequestHead;

/**
 * An action for requests only that a guard lets pass; what the action itself would answer is no concern of others.
 *
 * @param action what is done for those
 */
public record GuardRule(Guard guard, RouteAction action) implements RouteAction {

    @Override
    public String describe() {
        return action.describe() + ", authenticated";
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        return new RouteDecision.Guarded(policy, guard, () -> action.decide(head, policy, path));
    }
}
