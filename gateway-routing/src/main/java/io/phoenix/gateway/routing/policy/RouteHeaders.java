package io.phoenix.gateway.routing.policy;

import io.netty.handler.codec.http.HttpHeaders;
import io.phoenix.gateway.core.exchange.HeaderRules;
import org.jspecify.annotations.Nullable;

/** All that a route does to headers. Immutable. */
public record RouteHeaders(AnswerHeaders answers, @Nullable Cors cors) implements HeaderRules {

    /** Those rules, or none at all if there is nothing to do. */
    public static HeaderRules of(AnswerHeaders answers, @Nullable Cors cors) {
        return cors == null && answers.equals(AnswerHeaders.NONE) ? NONE : new RouteHeaders(answers, cors);
    }

    @Override
    public void editRequest(HttpHeaders request) {
        if (cors != null) {
            cors.editRequest(request);
        }
    }

    /** What the operator sets by name has the last word. */
    @Override
    public void editAnswer(HttpHeaders answer, @Nullable String asker) {
        if (cors != null) {
            cors.editAnswer(answer, asker);
        }
        answers.edit(answer);
    }

    /** In a few words for operators. */
    @Override
    public String toString() {
        String words = answers.toString();
        return cors == null ? words : words + (words.isEmpty() ? "" : ", ") + cors;
    }
}
