package io.phoenix.gateway.routing.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The action that answers {@code GET /v1/models} and {@code GET /v1/models/{id}} from the table, aliases included, in
 * OpenAI's shape. Rendered once per table. Thread-safe.
 */
public final class ModelList implements RouteAction {

    /** The answers of one table. */
    private record Rendered(ModelMap models, LocalReply all, Map<String, LocalReply> each) {}

    private final Supplier<ModelMap> directory;
    private final long created;
    private volatile Rendered rendered;

    /** The answers for {@code directory}; {@code created} is the time they carry, in seconds since the epoch. */
    public ModelList(Supplier<ModelMap> directory, long created) {
        this.directory = directory;
        this.created = created;
        this.rendered = render(directory.get());
    }

    @Override
    public String describe() {
        return "the list of models";
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        if (!head.method().equals(HttpMethod.GET) && !head.method().equals(HttpMethod.HEAD)) {
            return new RouteDecision.Reply(policy.name(), ModelReplies.onlyGet());
        }
        Rendered now = current();
        // The list itself is asked for with and without the slash.
        int slash = head.path().indexOf("/models/");
        String id = slash < 0 ? "" : decoded(head.path().substring(slash + "/models/".length()));
        LocalReply reply = id.isEmpty() ? now.all() : now.each().get(id);
        return new RouteDecision.Reply(policy.name(), reply == null ? other(now, id) : reply);
    }

    /** The answer for a name that is in no list, which may be another spelling of one that is. */
    private LocalReply other(Rendered now, String id) {
        Model found = now.models().find(id);
        return found == null ? ModelReplies.unknown(id, now.models()) : one(id, found);
    }

    private Rendered current() {
        ModelMap models = directory.get();
        Rendered now = rendered;
        if (now.models() != models) {
            // Two workers may both do this; either's work is as good as the other's.
            now = render(models);
            rendered = now;
        }
        return now;
    }

    private static String decoded(String id) {
        try {
            return URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return id;
        }
    }

    private Rendered render(ModelMap models) {
        Map<String, LocalReply> each = new HashMap<>();
        LocalReply all = LocalReply.json(JsonText.of(out -> {
            out.writeStartObject();
            out.writeStringField("object", "list");
            out.writeArrayFieldStart("data");
            for (String name : models.names()) {
                write(out, name, models.find(name));
            }
            out.writeEndArray();
            out.writeEndObject();
        }));
        for (String name : models.names()) {
            each.put(name, one(name, models.find(name)));
        }
        return new Rendered(models, all, each);
    }

    private LocalReply one(String name, @Nullable Model model) {
        return LocalReply.json(JsonText.of(out -> write(out, name, model)));
    }

    private void write(JsonGenerator out, String name, @Nullable Model model) throws IOException {
        if (model == null) {
            throw new IllegalStateException("a name of the table has no model: " + name);
        }
        out.writeStartObject();
        out.writeStringField("id", name);
        out.writeStringField("object", "model");
        out.writeNumberField("created", created);
        out.writeStringField("owned_by", model.upstream().name());
        out.writeStringField("root", model.name());
        ModelKind kind = model.kind();
        if (kind != null) {
            out.writeStringField("kind", kind.wire());
        }
        if (!model.isAvailable()) {
            out.writeBooleanField("available", false);
        }
        out.writeEndObject();
    }
}
