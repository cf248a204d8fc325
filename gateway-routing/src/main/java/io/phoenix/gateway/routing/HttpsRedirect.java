package io.phoenix.gateway.routing;

import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.Router;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;

/**
 * Sends every request of a plain listener to the same place on the TLS one. 308 keeps method and body (RFC 9110,
 * section 15.4.9), so that an API client that follows it loses nothing. Immutable.
 */
public final class HttpsRedirect implements Router {

    private final Router table;
    private final int port;

    /**
     * Redirects to {@code port} what {@code table} would answer under its own hosts; others are refused as they are
     * there.
     */
    public HttpsRedirect(Router table, int port) {
        this.table = table;
        this.port = port;
    }

    @Override
    public RouteDecision route(RequestHead head) {
        if (table.route(head) instanceof RouteDecision.Reply refused
                && refused.reply().status() == 421) {
            return refused;
        }
        String host = head.host().indexOf(':') < 0 ? head.host() : '[' + head.host() + ']';
        String authority = port == 443 ? host : host + ':' + port;
        return new RouteDecision.Reply(
                "https-redirect", LocalReply.redirect(308, "https://" + authority + head.target()));
    }
}
