package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every vLLM server has, whatever its model: the model's name and its check, health, metrics, error shapes. */
final class VllmServer implements DemoApplication {

    /** Those that have a model in their body. */
    private static final Set<String> POSTS = Set.of(
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/responses",
            "/v1/messages",
            "/v1/messages/count_tokens",
            "/v1/embeddings",
            "/pooling",
            "/v1/score",
            "/score",
            "/v1/rerank",
            "/rerank",
            "/v2/rerank",
            "/tokenize",
            "/detokenize");

    private static final Set<String> GETS = Set.of("/health", "/ping", "/version", "/load", "/metrics", "/v1/models");

    private final VllmTask task;
    private final DemoCounters counters;

    VllmServer(VllmTask task, DemoCounters counters) {
        this.task = task;
        this.counters = counters;
    }

    @Override
    public void answer(DemoExchange exchange) {
        DemoRequest request = exchange.request();
        switch (request.route()) {
            case "GET /health", "GET /ping", "POST /ping" -> exchange.empty(HttpResponseStatus.OK);
            case "GET /version" -> exchange.json(HttpResponseStatus.OK, json -> one(json, "version", "0.11.0"));
            case "GET /load" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeNumberField("server_load", counters.running.get());
                    json.writeEndObject();
                });
            case "GET /metrics" ->
                exchange.text(HttpResponseStatus.OK, "text/plain; version=0.0.4; charset=utf-8", metrics());
            case "GET /v1/models" -> exchange.json(HttpResponseStatus.OK, this::models);
            default -> {
                if (request.method().equals(HttpMethod.POST) && POSTS.contains(request.path())) {
                    generate(exchange);
                } else {
                    notFound(exchange);
                }
            }
        }
    }

    private void generate(DemoExchange exchange) {
        DemoRequest request = exchange.request();
        if (!request.mediaType().equals("application/json")) {
            error(
                    exchange,
                    HttpResponseStatus.BAD_REQUEST,
                    "Bad Request",
                    null,
                    "Unsupported Media Type: Only 'application/json' is allowed");
            return;
        }
        JsonValue body;
        try {
            body = JsonValue.read(request.body().bytes());
        } catch (IOException e) {
            String message = "JSON decode error: " + e.getMessage();
            error(exchange, HttpResponseStatus.BAD_REQUEST, "Bad Request", null, message);
            return;
        }
        String model = body.get("model").text("");
        if (!body.isObject()
                || (!body.get("model").isNull() && body.get("model").value() instanceof Number)) {
            error(exchange, HttpResponseStatus.BAD_REQUEST, "Bad Request", null, "Input should be a valid object");
        } else if (!model.isEmpty() && !model.equals(task.servedName())) {
            String message = "The model `" + model + "` does not exist.";
            error(exchange, HttpResponseStatus.NOT_FOUND, "NotFoundError", "model", message);
        } else if (!VllmTokens.answer(exchange, body, task.longest())) {
            task.run(exchange, body);
        }
    }

    private static void notFound(DemoExchange exchange) {
        DemoRequest request = exchange.request();
        boolean known = GETS.contains(request.path()) || POSTS.contains(request.path());
        HttpResponseStatus status = known && !request.method().equals(HttpMethod.OPTIONS)
                ? HttpResponseStatus.METHOD_NOT_ALLOWED
                : HttpResponseStatus.NOT_FOUND;
        exchange.json(status, json -> one(json, "detail", status.reasonPhrase()));
    }

    static void error(
            DemoExchange exchange, HttpResponseStatus status, String type, @Nullable String param, String message) {
        exchange.json(status, json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", message);
            json.writeStringField("type", type);
            json.writeStringField("param", param);
            json.writeNumberField("code", status.code());
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    static void usage(JsonGenerator json, int prompt, int completion) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", prompt);
        json.writeNumberField("total_tokens", prompt + completion);
        json.writeNumberField("completion_tokens", completion);
        json.writeEndObject();
    }

    private void models(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("object", "list");
        json.writeArrayFieldStart("data");
        json.writeStartObject();
        json.writeStringField("id", task.servedName());
        json.writeStringField("object", "model");
        json.writeNumberField("created", Instant.now().getEpochSecond());
        json.writeStringField("owned_by", "vllm");
        json.writeStringField("root", task.root());
        json.writeNullField("parent");
        json.writeNumberField("max_model_len", task.longest());
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private String metrics() {
        return metric("vllm:num_requests_running", "gauge", counters.running.get())
                + metric("vllm:num_requests_waiting", "gauge", 0)
                + metric("vllm:kv_cache_usage_perc", "gauge", 0)
                + metric("vllm:prompt_tokens_total", "counter", counters.promptTokens.get())
                + metric("vllm:generation_tokens_total", "counter", counters.generatedTokens.get())
                + "# TYPE demo_aborted_requests_total counter\ndemo_aborted_requests_total " + counters.aborted.get()
                + "\n";
    }

    private String metric(String name, String type, long value) {
        return "# TYPE " + name + " " + type + "\n" + name + "{engine=\"0\",model_name=\"" + task.servedName() + "\"} "
                + value + ".0\n";
    }

    private static void one(JsonGenerator json, String name, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField(name, value);
        json.writeEndObject();
    }
}
