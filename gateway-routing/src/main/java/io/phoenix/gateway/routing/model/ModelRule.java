package io.phoenix.gateway.routing.model;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.phoenix.gateway.core.exchange.BodyEdit;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The action of a route that chooses its upstream by the request's model.
 *
 * @param endpoint what the route's endpoint asks of a model
 * @param defaultModel the model for requests that name none, except in the path; null makes them errors
 * @param stripPrefix whether the path up to and with the model is taken off, where the model stands in it
 */
public record ModelRule(
        ModelMap models, ModelKind endpoint, @Nullable String defaultModel, ModelPlace place, boolean stripPrefix)
        implements RouteAction {

    /** A rule for models in bodies. */
    public ModelRule(ModelMap models, ModelKind endpoint, @Nullable String defaultModel) {
        this(models, endpoint, defaultModel, ModelPlace.BODY, false);
    }

    @Override
    public String describe() {
        return "the upstream of " + place.description() + ", for " + endpoint.purpose();
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        if (head.headers().getAll(HttpHeaderNames.CONTENT_TYPE).size() > 1) {
            return new RouteDecision.Reply(
                    policy.name(),
                    LocalReply.error(400, "bad_content_type", "the request has more than one Content-Type header"));
        }
        return switch (place) {
            case BODY -> ModelInBody.decide(this, head, policy);
            case FORM -> ModelInBody.decideByForm(this, head, policy);
            case QUERY -> ModelInQuery.decide(this, head, policy);
            case PATH -> ModelInPath.decide(this, head, policy, path);
        };
    }

    /** What {@code forward} makes of the model called {@code asked}, or why that one cannot serve here. */
    RouteDecision choose(String asked, RoutePolicy policy, Function<Model, RouteDecision> forward) {
        Model model = models.find(asked);
        if (model == null) {
            return new RouteDecision.Reply(policy.name(), asked, ModelReplies.unknown(asked, models), null);
        }
        if (!model.kind().serves(endpoint)) {
            return new RouteDecision.Reply(
                    policy.name(), asked, ModelReplies.wrongKind(asked, model.kind(), endpoint), null);
        }
        return forward.apply(model);
    }

    /** The way to {@code model}, wherever its name was read; the parameters are those of the decision. */
    RouteDecision forward(
            Model model,
            String asked,
            RoutePolicy policy,
            String target,
            @Nullable String strippedPrefix,
            List<BodyEdit> edits) {
        return new RouteDecision.Forward(
                policy,
                model.upstream(),
                target,
                strippedPrefix,
                new RouteDecision.ModelChoice(asked, model.servedAs()),
                edits,
                null,
                null);
    }
}
