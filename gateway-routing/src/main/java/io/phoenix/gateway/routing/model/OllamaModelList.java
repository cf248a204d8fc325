package io.phoenix.gateway.routing.model;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.exchange.RoutePolicy;
import io.phoenix.gateway.core.http.LocalReply;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.routing.RouteAction;
import io.phoenix.gateway.routing.upstream.ModelApi;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The action that answers {@code GET /api/tags}: every name of a model that an Ollama upstream serves, aliases
 * included, with what that upstream tells of it. Rendered once per table. Thread-safe.
 */
public final class OllamaModelList implements RouteAction {

    /** The answer of one table. */
    private record Rendered(ModelMap models, LocalReply reply) {}

    private final Supplier<ModelMap> directory;
    private volatile Rendered rendered;

    /** The answers for {@code directory}. */
    public OllamaModelList(Supplier<ModelMap> directory) {
        this.directory = directory;
        this.rendered = render(directory.get());
    }

    @Override
    public String describe() {
        return "the list of models on Ollama";
    }

    @Override
    public RouteDecision decide(RequestHead head, RoutePolicy policy, String path) {
        if (!head.method().equals(HttpMethod.GET) && !head.method().equals(HttpMethod.HEAD)) {
            return new RouteDecision.Reply(policy.name(), ModelReplies.onlyGet());
        }
        ModelMap models = directory.get();
        Rendered now = rendered;
        if (now.models() != models) {
            now = render(models);
            rendered = now;
        }
        return new RouteDecision.Reply(policy.name(), now.reply());
    }

    private static Rendered render(ModelMap models) {
        return new Rendered(models, LocalReply.json(JsonText.of(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("models");
            for (String name : models.names()) {
                Model model = models.find(name);
                if (model != null && model.upstream().api() == ModelApi.OLLAMA) {
                    write(out, name, model);
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        })));
    }

    private static void write(JsonGenerator out, String name, Model model) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeStringField("model", name);
        String details = model.details();
        if (details != null && !details.isEmpty()) {
            out.writeRaw(',' + details);
        }
        if (!model.isAvailable()) {
            out.writeBooleanField("available", false);
        }
        out.writeEndObject();
    }
}
