package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import org.jspecify.annotations.Nullable;

/**
 * The action of a route that chooses its upstream by the body's model.
 *
 * @param endpoint what the route's endpoint asks of a model
 * @param defaultModel the model for bodies that name none; null makes them errors
 */
public record ModelRule(
        ModelMap models, ModelKind endpoint, @Nullable String defaultModel) implements RouteAction {

    @Override
    public String describe() {
        return "the upstream of the body's model, for " + endpoint.purpose();
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        return new RouteDecision.NeedBody(
                policy, new ModelBodyReader(new JsonModelScanner(), this, policy, head.target()));
    }
}
