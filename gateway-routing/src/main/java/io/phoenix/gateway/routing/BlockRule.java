package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.policy.BlockedPaths;
import io.phoenix.gateway.routing.policy.BlockedPaths.Verdict;

/**
 * An action that passes on all but some paths of its upstream. Judges what would be sent, so that no way of writing a
 * prefix leads around it.
 *
 * @param action what is done with the others
 */
public record BlockRule(BlockedPaths blocked, RouteAction action) implements RouteAction {

    @Override
    public String describe() {
        return action.describe() + ", blocked: " + blocked;
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        RouteDecision decision = action.decide(head, policy, path);
        if (!(decision instanceof RouteDecision.Forward forward)) {
            return decision;
        }
        Verdict verdict = blocked.judge(head.method().name(), forward.target());
        if (verdict instanceof Verdict.Pass) {
            return decision;
        }
        return new RouteDecision.Reply(policy.name(), refusal(verdict, policy));
    }

    private static LocalReply refusal(Verdict verdict, RoutePolicy policy) {
        if (verdict instanceof Verdict.Blocked found) {
            return LocalReply.error(
                    403,
                    "path_blocked",
                    "the rule `" + found.by().rule() + "` of the route `" + policy.name() + "` blocks "
                            + (found.by().method() == null ? "" : found.by().method() + " ")
                            + found.by().path());
        }
        return LocalReply.error(
                400, "bad_path", "this route takes no path with dot segments; send the path that is meant");
    }
}
