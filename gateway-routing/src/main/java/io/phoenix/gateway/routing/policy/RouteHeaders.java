package io.phoenix.gateway.routing.policy;

import io.netty.handler.codec.http.HttpHeaders;
import io.phoenix.gateway.core.exchange.HeaderRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that a route does to headers. Immutable. */
public record RouteHeaders(
        RequestHeaders requests,
        AnswerHeaders answers,
        @Nullable Cors cors) implements HeaderRules {

    /** Those rules, or none at all if there is nothing to do. */
    public static HeaderRules of(RequestHeaders requests, AnswerHeaders answers, @Nullable Cors cors) {
        return cors == null && requests.equals(RequestHeaders.NONE) && answers.equals(AnswerHeaders.NONE)
                ? NONE
                : new RouteHeaders(requests, answers, cors);
    }

    @Override
    public void editRequest(HttpHeaders request) {
        if (cors != null) {
            cors.editRequest(request);
        }
        requests.edit(request);
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
        List<String> words = new ArrayList<>(List.of(requests.toString(), answers.toString()));
        if (cors != null) {
            words.add(cors.toString());
        }
        words.removeIf(String::isEmpty);
        return String.join(", ", words);
    }
}
