package io.phoenix.gateway.routing.model;

import io.netty.buffer.Unpooled;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Decides by the query parameter {@code model}, without a look at the body. Stateless. */
final class ModelInQuery {

    private ModelInQuery() {}

    static RouteDecision decide(ModelRule rule, RequestHead head, RoutePolicy policy) {
        String target = head.target();
        int start = start(head);
        FormModelScanner scanner = read(head);
        BodyProblem problem = scanner.problem();
        String fallback = rule.defaultModel();
        if (problem == null) {
            String asked = scanner.model();
            int from = start + (int) scanner.valueStart();
            int to = start + (int) scanner.valueEnd();
            return rule.choose(
                    asked,
                    policy,
                    model -> rule.forward(
                            model, asked, policy, rewritten(target, from, to, model, asked), null, List.of()));
        }
        if (problem.kind() == BodyProblem.Kind.NO_MODEL && fallback != null) {
            return rule.choose(
                    fallback, policy, model -> rule.forward(model, fallback, policy, target, null, List.of()));
        }
        return new RouteDecision.Reply(
                policy.name(),
                scanner.hasModel() ? scanner.model() : null,
                ModelReplies.unreadable(problem, scanner.faultCode()),
                null);
    }

    /**
     * Whether some server could take a model from the query: Go's form values prefer it to a multipart field, and
     * cpp-httplib's to an urlencoded one.
     */
    static boolean mayName(RequestHead head) {
        if (start(head) == head.target().length()) {
            return false;
        }
        BodyProblem problem = read(head).problem();
        return problem == null || problem.kind() != BodyProblem.Kind.NO_MODEL;
    }

    private static FormModelScanner read(RequestHead head) {
        FormModelScanner scanner = FormModelScanner.ofQuery();
        scanner.feed(Unpooled.wrappedBuffer(head.target().substring(start(head)).getBytes(StandardCharsets.US_ASCII)));
        scanner.end();
        return scanner;
    }

    /** The index of the query's first character, or the target's end. */
    private static int start(RequestHead head) {
        return Math.min(head.path().length() + 1, head.target().length());
    }

    /** Nothing changes but the value, and that only where the backend knows the model by another name. */
    private static String rewritten(String target, int from, int to, Model model, String asked) {
        return asked.equals(model.servedAs())
                ? target
                : target.substring(0, from) + PercentText.encode(model.servedAs()) + target.substring(to);
    }
}
