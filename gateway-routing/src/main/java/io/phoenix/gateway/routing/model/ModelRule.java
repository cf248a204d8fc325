package io.phoenix.gateway.routing.model;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import org.jspecify.annotations.Nullable;

/**
 * The action of a route that chooses its upstream by the body's model.
 *
 * @param endpoint what the route's endpoint asks of a model
 * @param defaultModel the model for bodies that name none; null makes them errors
 */
public record ModelRule(
        ModelMap models, ModelKind endpoint, @Nullable String defaultModel) implements RouteAction {

    @Override
    public String describe() {
        return "the upstream of the body's model, for " + endpoint.purpose();
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        if (isEncoded(head)) {
            return new RouteDecision.Reply(
                    policy.name(),
                    LocalReply.error(
                            415,
                            "unsupported_content_encoding",
                            "the model cannot be read from a body in this Content-Encoding; send it unencoded"));
        }
        return new RouteDecision.NeedBody(
                policy, new ModelBodyReader(new JsonModelScanner(), this, policy, head.target()));
    }

    /** The header is a list, which may come in several lines (RFC 9110, section 8.4). */
    private static boolean isEncoded(RequestHead head) {
        for (String line : head.headers().getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            for (String coding : line.split(",", -1)) {
                String name = coding.trim();
                if (!name.isEmpty() && !name.equalsIgnoreCase("identity")) {
                    return true;
                }
            }
        }
        return false;
    }
}
