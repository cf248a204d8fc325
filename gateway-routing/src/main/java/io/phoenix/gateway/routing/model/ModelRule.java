package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The action of a route that chooses its upstream by the body's model.
 *
 * @param directory gives the models as they are now
 * @param endpoint what the route's endpoint asks of a model
 * @param api what the route's clients speak
 * @param offered what this gateway has for models that are refused here
 * @param defaultModel the model for bodies that name none; null makes them errors
 */
public record ModelRule(
        Supplier<ModelMap> directory,
        EndpointKinds endpoint,
        ModelApi api,
        OfferedEndpoints offered,
        @Nullable String defaultModel)
        implements RouteAction {

    @Override
    public String describe() {
        return "the upstream of the body's model" + (endpoint.isAny() ? "" : ", for " + endpoint.purpose());
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        return new RouteDecision.NeedBody(
                policy, new ModelBodyReader(new JsonModelScanner(), this, policy, head.target()));
    }

    /** Why the model called {@code asked} cannot be used here, or null. */
    @Nullable
    LocalReply refusal(String asked, Model model) {
        ModelKind kind = model.kind();
        if (kind != null && !endpoint.accept(kind)) {
            return ModelReplies.wrongKind(asked, kind, endpoint, offered.advice(model));
        }
        return model.upstream().api().understands(api) ? null : ModelReplies.wrongApi(asked, offered.advice(model));
    }
}
