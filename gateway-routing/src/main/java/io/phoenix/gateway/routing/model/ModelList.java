package io.phoenix.gateway.routing.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The action that answers {@code GET /v1/models} and {@code GET /v1/models/{id}} from the table, aliases included, in
 * OpenAI's shape. Rendered once; immutable.
 */
public final class ModelList implements RouteAction {

    private static final JsonFactory JSON = new JsonFactory();

    private final ModelMap models;
    private final LocalReply all;
    private final Map<String, LocalReply> each = new LinkedHashMap<>();

    /** The answers for {@code models}; {@code created} is the time they carry, in seconds since the epoch. */
    public ModelList(ModelMap models, long created) {
        this.models = models;
        this.all = LocalReply.json(json(out -> {
            out.writeStartObject();
            out.writeStringField("object", "list");
            out.writeArrayFieldStart("data");
            for (String name : models.names()) {
                write(out, name, created);
            }
            out.writeEndArray();
            out.writeEndObject();
        }));
        for (String name : models.names()) {
            each.put(name, LocalReply.json(json(out -> write(out, name, created))));
        }
    }

    @Override
    public String describe() {
        return "the list of models";
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        if (!head.method().equals(HttpMethod.GET) && !head.method().equals(HttpMethod.HEAD)) {
            return new RouteDecision.Reply(
                    policy.name(),
                    LocalReply.error(405, "method_not_allowed", "models can be listed with GET only")
                            .with("allow", "GET, HEAD"));
        }
        // The list itself is asked for with and without the slash.
        int slash = head.path().indexOf("/models/");
        String id = slash < 0 ? "" : decoded(head.path().substring(slash + "/models/".length()));
        LocalReply reply = id.isEmpty() ? all : each.get(id);
        return new RouteDecision.Reply(policy.name(), reply == null ? ModelReplies.unknown(id, models) : reply);
    }

    private static String decoded(String id) {
        try {
            return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return id;
        }
    }

    private void write(JsonGenerator out, String name, long created) throws IOException {
        Model model = models.find(name);
        if (model == null) {
            throw new IllegalStateException("a name of the table has no model: " + name);
        }
        out.writeStartObject();
        out.writeStringField("id", name);
        out.writeStringField("object", "model");
        out.writeNumberField("created", created);
        out.writeStringField("owned_by", model.upstream().name());
        out.writeStringField("root", model.name());
        out.writeStringField("kind", model.kind().wire());
        out.writeEndObject();
    }

    private interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static String json(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
