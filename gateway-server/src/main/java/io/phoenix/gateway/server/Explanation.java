package io.phoenix.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.phoenix.gateway.core.exchange.BodyReader;
import io.phoenix.gateway.core.exchange.HeaderRules;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestValidator;
import io.phoenix.gateway.core.upstream.Endpoint;
import io.phoenix.gateway.routing.Route;
import io.phoenix.gateway.routing.RouteMatch;
import io.phoenix.gateway.routing.RoutingTable;
import io.phoenix.gateway.routing.model.Model;
import io.phoenix.gateway.routing.model.ModelKind;
import io.phoenix.gateway.routing.model.ModelMap;
import io.phoenix.gateway.routing.upstream.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The text of {@code gateway explain} for one request. Used once, by the command's thread. */
final class Explanation {

    private final StringBuilder text = new StringBuilder();
    private final RoutingTable table;
    private final ModelMap models;

    private Explanation(TableBuilder.Built built, String listener) {
        this.table = built.tableOf(listener);
        this.models = built.models().get();
    }

    /** Explains {@code request} of {@code client} at {@code listener} with {@code body}, decoded and complete. */
    static String of(TableBuilder.Built built, String listener, InetAddress client, HttpRequest request, byte[] body) {
        Explanation explanation = new Explanation(built, listener);
        explanation.explain(client, request, body);
        return explanation.text.toString();
    }

    private void explain(InetAddress client, HttpRequest request, byte[] body) {
        RequestValidator.Verdict verdict = RequestValidator.validate(
                request, new RequestHead.ClientConnection(new InetSocketAddress(client, 0), false, null));
        RequestHead head = verdict.head();
        text.append(head.method())
                .append(' ')
                .append(head.target())
                .append(" for the host ")
                .append(head.host())
                .append("\n\n");
        if (verdict.refusal() != null) {
            reply(verdict.refusal());
            return;
        }
        RouteMatch match = table.match(head);
        Route chosen = match.chosen();
        if (chosen != null) {
            line("route", chosen.policy().name() + ", to " + chosen.describe());
            line("", match.why());
            if (!HeaderRules.NONE.equals(chosen.policy().headers())) {
                line("headers", chosen.policy().headers().toString());
            }
        }
        RouteDecision decision = decide(head, body);
        if (decision instanceof RouteDecision.Forward forward) {
            forward(forward, head);
        } else if (decision instanceof RouteDecision.Reply local) {
            reply(local.reply());
            if (local.reason() != null) {
                line("reason", local.reason());
            }
        }
        others(match, decision);
    }

    private RouteDecision decide(RequestHead head, byte[] body) {
        RouteDecision decision = table.route(head);
        if (!(decision instanceof RouteDecision.NeedBody need)) {
            return decision;
        }
        BodyReader reader = need.reader();
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        RouteDecision early = reader.read(bytes);
        RouteDecision late = reader.end();
        if (late instanceof RouteDecision.Reply && early instanceof RouteDecision.Forward forward) {
            line(
                    "note",
                    "a request would be opened at " + forward.upstream().name() + " and broken off before its end");
        }
        RouteDecision last = late == null ? early : late;
        if (last == null) {
            throw new IllegalStateException("a reader decides at the end");
        }
        return last;
    }

    private void forward(RouteDecision.Forward forward, RequestHead head) {
        RouteDecision.ModelChoice model = forward.model();
        if (model != null) {
            line("model", model(model.asked()));
        }
        line("upstream", forward.upstream().name());
        endpoint(forward);
        line("sent as", head.method() + " " + forward.target());
        if (forward.strippedPrefix() != null) {
            line("", "the prefix " + forward.strippedPrefix() + " is taken off");
        }
        if (model != null && !model.asked().equals(model.served())) {
            line("", "with \"" + model.served() + "\" in the place of \"" + model.asked() + "\"");
        }
        if (forward.reason() != null) {
            line("reason", forward.reason());
        }
    }

    private String model(String asked) {
        Model model = models.find(asked);
        if (model == null) {
            return asked;
        }
        ModelKind kind = model.kind();
        return asked + (model.name().equals(asked) ? "" : ", another name of " + model.name()) + ", of "
                + (kind == null ? "a kind that its upstream does not tell" : "kind " + kind.wire());
    }

    private void endpoint(RouteDecision.Forward forward) {
        Endpoint endpoint = forward.upstream().select(List.of());
        List<Endpoint> all = forward.upstream() instanceof Upstream upstream ? upstream.endpoints() : List.of();
        String others = all.stream()
                .filter(other -> !other.equals(endpoint))
                .map(Object::toString)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        line(
                "endpoint",
                endpoint
                        + (others.isEmpty()
                                ? ", the only one"
                                : "; the one with the least in flight is taken, in turn with " + others));
    }

    private void reply(LocalReply reply) {
        FullHttpResponse response = reply.toResponse();
        try {
            line("answered", reply.status() + " " + reply.code() + ", by the gateway itself");
            String location = response.headers().get("location");
            String body = response.content().toString(StandardCharsets.UTF_8).strip();
            if (location != null) {
                line("", "to " + location);
            }
            if (!body.isEmpty()) {
                line("", body);
            }
        } finally {
            response.release();
        }
    }

    private void others(RouteMatch match, RouteDecision decision) {
        text.append("\nWhy not another route:\n");
        for (Route route : match.routes()) {
            if (!route.equals(match.chosen())) {
                text.append("  ")
                        .append(route.policy().name())
                        .append(": ")
                        .append(match.whyNot(route))
                        .append('\n');
            }
        }
        if (decision instanceof RouteDecision.Forward forward && forward.model() != null) {
            String asked = forward.model().asked();
            text.append("\nWhy not another model:\n");
            for (Model model : models.models()) {
                if (!model.equals(models.find(asked))) {
                    text.append("  ")
                            .append(model.name())
                            .append(": neither it nor an alias of it is \"")
                            .append(asked)
                            .append("\"\n");
                }
            }
        }
    }

    private void line(String label, String value) {
        text.append("%-10s%s%n".formatted(label, value));
    }
}
