package io.phoenix.gateway.routing.model;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RawPath;
import io.phoenix.gateway.core.http.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the segment of the path that follows the route's own, percent-decoded, so that a name with a slash in it
 * fits. The way to endpoints that ask for no model, such as llama.cpp's {@code /slots}. Stateless.
 */
final class ModelInPath {

    private ModelInPath() {}

    /** {@code prefix} is the route's path, which ends with a slash. */
    static RouteDecision decide(ModelRule rule, RequestHead head, RoutePolicy policy, String prefix) {
        String path = head.path();
        int start = prefix.length();
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        if (RawPath.climbsOut(path, end) || isDots(path.substring(start, end))) {
            return refuse(
                    policy, LocalReply.error(400, "bad_path", "the path's dot segments lead out of " + prefix + "…/"));
        }
        if (end == start) {
            return refuse(
                    policy,
                    LocalReply.error(
                            400,
                            "model_missing",
                            "model",
                            "The path has no model behind " + prefix + ". Send " + prefix + "NAME/…, with any slash of"
                                    + " the name written as %2F."));
        }
        ModelText name = new ModelText("path");
        BodyProblem problem = decode(path, start, end, name);
        if (problem != null) {
            return refuse(policy, ModelReplies.unreadable(problem, "bad_path"));
        }
        String asked = name.text();
        return rule.choose(asked, policy, model -> forward(rule, model, asked, head, policy, start, end));
    }

    /** A segment that a backend could resolve instead of taking it for a name. */
    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equalsIgnoreCase("%2e") || RawPath.climbsOut(segment, 0);
    }

    private static @Nullable BodyProblem decode(String path, int start, int end, ModelText name) {
        PercentText percent = new PercentText(false);
        BodyProblem problem = null;
        name.begin(start);
        for (int i = start; i < end && problem == null; i++) {
            int decoded = percent.next(path.charAt(i));
            if (decoded == PercentText.BROKEN) {
                return broken(i);
            }
            problem = decoded == PercentText.MORE ? null : name.add(decoded, i);
        }
        if (problem == null && !percent.isWhole()) {
            return broken(end);
        }
        return problem == null ? name.end(end) : problem;
    }

    private static BodyProblem broken(int index) {
        return new BodyProblem(
                BodyProblem.Kind.MALFORMED,
                index,
                "At byte %d of the path a percent sign is not followed by two hexadecimal digits. Write %%25 for the sign itself."
                        .formatted(index));
    }

    private static RouteDecision forward(
            ModelRule rule, Model model, String asked, RequestHead head, RoutePolicy policy, int start, int end) {
        String target = head.target();
        if (!rule.stripPrefix()) {
            String inPlace = asked.equals(model.servedAs())
                    ? target
                    : target.substring(0, start) + PercentText.encode(model.servedAs()) + target.substring(end);
            return rule.forward(model, asked, policy, inPlace, null, List.of());
        }
        if (end == head.path().length()) {
            // As for any prefix: relative links of a page would lead astray without the slash.
            return refuse(policy, LocalReply.redirect(308, target.substring(0, end) + '/' + target.substring(end)));
        }
        return rule.forward(model, asked, policy, target.substring(end), target.substring(0, end), List.of());
    }

    private static RouteDecision refuse(RoutePolicy policy, LocalReply reply) {
        return new RouteDecision.Reply(policy.name(), reply);
    }
}
