package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.http.AddressRanges;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.TrustedProxies;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that a route serves; others learn nothing from it, neither which methods it takes nor where its paths
 * lead.
 *
 * @param allowed where clients come from
 * @param proxies whose word counts for where a client comes from
 */
public record AddressRule(AddressRanges allowed, TrustedProxies proxies) {

    boolean admits(RequestHead head) {
        return allowed.contains(new InetSocketAddress(proxies.clientAddress(head), 0));
    }

    /** The answer to a client from elsewhere, or null. */
    @Nullable
    LocalReply refusal(RequestHead head) {
        return admits(head)
                ? null
                : LocalReply.error(
                        403,
                        "address_not_allowed",
                        "this route does not serve clients from " + proxies.clientAddress(head)
                                + "; its configuration lists those it does");
    }

    /** In a few words for operators. */
    @Override
    public String toString() {
        return "for clients from " + allowed + " only";
    }
}
