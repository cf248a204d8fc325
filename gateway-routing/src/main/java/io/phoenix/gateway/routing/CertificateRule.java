package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;

/**
 * An action for clients only that have shown a certificate which was verified; others are refused.
 *
 * @param action what is done for those
 */
public record CertificateRule(RouteAction action) implements RouteAction {

    @Override
    public String describe() {
        return action.describe() + ", client certificate required";
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        if (head.connection().subject() != null) {
            return action.decide(head, policy, path);
        }
        return new RouteDecision.Reply(
                policy.name(),
                LocalReply.error(
                        403,
                        "client_certificate_required",
                        head.connection().secure()
                                ? "this route needs a client certificate that this gateway's authority has issued; none"
                                        + " was presented, or it was not accepted"
                                : "this route needs a client certificate, which only https can present"));
    }
}
