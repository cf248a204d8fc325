package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.AddressRanges;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.TrustedProxies;
import java.net.InetSocketAddress;

/**
 * An action for clients only that come from some addresses; others are refused before their body is read.
 *
 * @param allowed where they come from
 * @param proxies whose word counts for where a client comes from
 * @param action what is done for those
 */
public record AddressRule(AddressRanges allowed, TrustedProxies proxies, RouteAction action) implements RouteAction {

    @Override
    public String describe() {
        return action.describe() + ", for clients from " + allowed + " only";
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        String client = proxies.clientAddress(head);
        if (allowed.contains(new InetSocketAddress(client, 0))) {
            return action.decide(head, policy, path);
        }
        return new RouteDecision.Reply(
                policy.name(),
                LocalReply.error(
                        403,
                        "address_not_allowed",
                        "this route does not serve clients from " + client
                                + "; its configuration lists those it does"));
    }
}
