package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.http.LocalReply;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link Router} or a {@link BodyReader} decided. */
public sealed interface RouteDecision {

    /**
     * Send it on.
     *
     * @param policy the route's limits
     * @param upstream where to; asked once per attempt
     * @param target the raw path and query to send
     * @param strippedPrefix the prefix that {@code target} lost, for X-Forwarded-Prefix
     * @param model the model asked for and served, on routes that choose by it
     * @param edits changes to body bytes that were read already, in order of offset
     * @param answers changes the answers, or null to let them pass as they are
     * @param reason why this decision was made, in one line; only where {@code policy} asks for it
     */
    record Forward(
            RoutePolicy policy,
            EndpointSelector upstream,
            String target,
            @Nullable String strippedPrefix,
            @Nullable ModelChoice model,
            List<BodyEdit> edits,
            @Nullable AnswerEditor answers,
            @Nullable String reason)
            implements RouteDecision {}

    /**
     * Ask {@code guard} first.
     *
     * @param then decides if it lets the request pass; asked at most once
     */
    record Guarded(RoutePolicy policy, Guard guard, Supplier<RouteDecision> then) implements RouteDecision {}

    /** Feed the body to {@code reader} until it decides. */
    record NeedBody(RoutePolicy policy, BodyReader reader) implements RouteDecision {}

    /**
     * Answer it here.
     *
     * @param route the route's name, or null when no route matched
     * @param askedModel the model that the client asked for, as far as it was read
     * @param reason why this decision was made, in one line; only where the route asks for it
     * @param headers what is changed in its headers, where that is not known yet from a policy
     */
    record Reply(
            @Nullable String route,
            @Nullable String askedModel,
            LocalReply reply,
            @Nullable String reason,
            HeaderRules headers)
            implements RouteDecision {

        /** An answer for which no model was read. */
        public Reply(@Nullable String route, LocalReply reply) {
            this(route, null, reply, null);
        }

        /** An answer whose headers stay as they are, or are changed by a policy that is known already. */
        public Reply(@Nullable String route, @Nullable String askedModel, LocalReply reply, @Nullable String reason) {
            this(route, askedModel, reply, reason, HeaderRules.NONE);
        }
    }

    /** The model's name as the client wrote it, and as the backend knows it; null where no backend does. */
    record ModelChoice(String asked, @Nullable String served) {}
}
