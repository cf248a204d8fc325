package io.phoenix.gateway.routing;

import io.netty.buffer.ByteBuf;
import io.phoenix.gateway.core.exchange.BodyReader;
import io.phoenix.gateway.core.exchange.RouteDecision;
import org.jspecify.annotations.Nullable;

/**
 * Gives decisions their reasons, on routes that ask for it; all others never come here. A reason is one line of
 * {@code name=value} pairs, the same in the answer's header and in {@code gateway explain}. Stateless.
 */
final class ExplainedDecision {

    private ExplainedDecision() {}

    /** {@code decision} of a route that matched by {@code path}, with its reason, now or when it is made. */
    static RouteDecision of(RouteDecision decision, String path) {
        if (decision instanceof RouteDecision.NeedBody need) {
            return new RouteDecision.NeedBody(need.policy(), new ExplainedReader(need.reader(), path));
        }
        if (decision instanceof RouteDecision.Forward forward) {
            return new RouteDecision.Forward(
                    forward.policy(),
                    forward.upstream(),
                    forward.target(),
                    forward.strippedPrefix(),
                    forward.model(),
                    forward.edits(),
                    forward.answers(),
                    reason(forward, path));
        }
        RouteDecision.Reply reply = (RouteDecision.Reply) decision;
        return new RouteDecision.Reply(
                reply.route(), reply.askedModel(), reply.reply(), reason(reply, path), reply.headers());
    }

    private static String reason(RouteDecision.Forward forward, String path) {
        StringBuilder reason = begin(forward.policy().name(), path);
        RouteDecision.ModelChoice model = forward.model();
        if (model != null) {
            reason.append("; model=").append(model.asked());
            if (!model.asked().equals(model.served())) {
                reason.append("; served-as=").append(model.served());
            }
        }
        if (forward.strippedPrefix() != null) {
            reason.append("; stripped=").append(forward.strippedPrefix());
        }
        return reason.append("; upstream=").append(forward.upstream().name()).toString();
    }

    private static String reason(RouteDecision.Reply reply, String path) {
        StringBuilder reason = begin(reply.route(), path);
        if (reply.askedModel() != null) {
            reason.append("; model=").append(reply.askedModel());
        }
        return reason.append("; answered=").append(reply.reply().code()).toString();
    }

    private static StringBuilder begin(@Nullable String route, String path) {
        return new StringBuilder(128)
                .append("route=")
                .append(route)
                .append("; path=")
                .append(path);
    }

    private record ExplainedReader(BodyReader reader, String path) implements BodyReader {

        @Override
        public @Nullable RouteDecision read(ByteBuf chunk) {
            return explained(reader.read(chunk));
        }

        @Override
        public @Nullable RouteDecision end() {
            return explained(reader.end());
        }

        private @Nullable RouteDecision explained(@Nullable RouteDecision decision) {
            return decision == null ? null : of(decision, path);
        }
    }
}
