package io.phoenix.gateway.routing.model;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.phoenix.gateway.core.exchange.BodyEdit;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The action of a route that chooses its upstream by the request's model.
 *
 * @param directory gives the models as they are now; each request asks it once
 * @param endpoint what the route's endpoint asks of a model
 * @param api what the route's clients speak
 * @param offered what this gateway has for models that are refused here
 * @param defaultModel the model for requests that name none, except in the path; null makes them errors
 * @param place where the requests name their model
 * @param stripPrefix whether the path up to and with the model is taken off, where the model stands in it
 */
public record ModelRule(
        Supplier<ModelMap> directory,
        EndpointKinds endpoint,
        ModelApi api,
        OfferedEndpoints offered,
        @Nullable String defaultModel,
        ModelPlace place,
        boolean stripPrefix)
        implements RouteAction {

    @Override
    public String describe() {
        return "the upstream of " + place.description() + (endpoint.isAny() ? "" : ", for " + endpoint.purpose());
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
        ModelMap models = directory.get();
        Model model = models.find(asked);
        if (model == null) {
            return new RouteDecision.Reply(policy.name(), asked, ModelReplies.unknown(asked, models), null);
        }
        LocalReply refusal = refusal(asked, model);
        return refusal == null ? forward.apply(model) : new RouteDecision.Reply(policy.name(), asked, refusal, null);
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

    /** The way to {@code model}, wherever its name was read; the parameters are those of the decision. */
    RouteDecision forward(
            Model model,
            String asked,
            RoutePolicy policy,
            String target,
            @Nullable String strippedPrefix,
            List<BodyEdit> edits) {
        boolean renames = model.renamesAnswers() && !asked.equals(model.servedAs());
        return new RouteDecision.Forward(
                policy,
                model.upstream(),
                target,
                strippedPrefix,
                new RouteDecision.ModelChoice(asked, model.servedAs()),
                edits,
                renames ? new AnswerRename(model.servedAs(), asked) : null,
                null);
    }
}
