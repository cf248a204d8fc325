package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

/** Ollama, with its streams of JSON lines and its check of Origin. */
final class Ollama implements DemoApplication {

    private static final String JSON = "application/json; charset=utf-8";
    private static final int DIMENSIONS = 768;
    private static final Set<String> OWN_HOSTS = Set.of("localhost", "127.0.0.1", "0.0.0.0");

    @Override
    public void answer(DemoExchange exchange) {
        DemoRequest request = exchange.request();
        if (!originAllowed(request.headers())) {
            exchange.empty(HttpResponseStatus.FORBIDDEN);
            return;
        }
        switch (request.route()) {
            case "GET /" -> exchange.text(HttpResponseStatus.OK, "text/plain; charset=utf-8", "Ollama is running");
            case "GET /api/version" -> send(exchange, json -> json.writeStringField("version", "0.12.3"));
            case "GET /api/tags" -> exchange.send(HttpResponseStatus.OK, JSON, JsonValue.bytes(OllamaModel::writeTags));
            case "GET /v1/models" ->
                exchange.send(HttpResponseStatus.OK, JSON, JsonValue.bytes(OllamaModel::writeList));
            case "POST /api/chat",
                    "POST /api/generate",
                    "POST /api/embed",
                    "POST /api/embeddings",
                    "POST /api/show",
                    "POST /v1/chat/completions",
                    "POST /v1/completions",
                    "POST /v1/embeddings" -> ask(exchange);
            default -> exchange.text(HttpResponseStatus.NOT_FOUND, "text/plain", "404 page not found");
        }
    }

    private static void ask(DemoExchange exchange) {
        JsonValue body;
        try {
            body = JsonValue.read(exchange.request().body().bytes());
        } catch (IOException e) {
            refuse(exchange, HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
            return;
        }
        String asked = body.get("model").text(body.get("name").text(""));
        OllamaModel model = OllamaModel.find(asked);
        if (asked.isEmpty()) {
            refuse(exchange, HttpResponseStatus.BAD_REQUEST, "model is required");
        } else if (model == null) {
            refuse(exchange, HttpResponseStatus.NOT_FOUND, "model '" + asked + "' not found");
        } else {
            answer(exchange, body, asked, model);
        }
    }

    private static void answer(DemoExchange exchange, JsonValue body, String asked, OllamaModel model) {
        String path = exchange.request().path();
        switch (path) {
            case "/api/show" -> exchange.send(HttpResponseStatus.OK, JSON, JsonValue.bytes(model::writeShown));
            case "/api/embed" -> send(exchange, json -> embed(json, asked, body.get("input")));
            case "/api/embeddings" ->
                send(exchange, json -> {
                    json.writeFieldName("embedding");
                    VllmEmbedding.vector(json, vector(body.get("prompt")), false);
                });
            case "/v1/embeddings" -> send(exchange, json -> openAiEmbeddings(json, body, asked));
            default -> {
                if (model.embeds()) {
                    String doing = path.equals("/api/generate") ? "generate" : "chat";
                    refuse(exchange, HttpResponseStatus.BAD_REQUEST, '"' + asked + "\" does not support " + doing);
                } else {
                    speak(exchange, body, asked, speech(body, model.name()));
                }
            }
        }
    }

    private static void speak(DemoExchange exchange, JsonValue body, String asked, DemoSpeech speech) {
        String path = exchange.request().path();
        boolean wantsStream = body.get("stream").isTrue();
        if (path.startsWith("/v1/")) {
            OpenAiChat answer = new OpenAiChat(path.equals("/v1/chat/completions"), asked, speech);
            if (wantsStream) {
                exchange.stream("text/event-stream", answer.events(false).iterator());
            } else {
                exchange.afterTicks(
                        1, () -> exchange.send(HttpResponseStatus.OK, JSON, JsonValue.bytes(answer::write)));
            }
            return;
        }
        OllamaAnswer answer = new OllamaAnswer(path, asked, speech);
        // Its own API streams unless it is told not to.
        if (wantsStream || body.get("stream").isNull()) {
            exchange.stream("application/x-ndjson", answer.lines().iterator());
        } else {
            exchange.afterTicks(1, () -> exchange.send(HttpResponseStatus.OK, JSON, answer.whole()));
        }
    }

    private static DemoSpeech speech(JsonValue body, String model) {
        int limit = body.get("options")
                .get("num_predict")
                .whole(body.get("max_tokens").whole(-1));
        return DemoSpeech.answering(body, DemoApp.OLLAMA.label(), model, limit);
    }

    /** A page may call if it came from this very host, or from the machine itself; what is no page sends no Origin. */
    private static boolean originAllowed(HttpHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN, "");
        String host = headers.get(HttpHeaderNames.HOST, "");
        if (origin.isEmpty() || origin.equals("http://" + host) || origin.equals("https://" + host)) {
            return true;
        }
        try {
            String from = new URI(origin).getHost();
            return from != null && OWN_HOSTS.contains(from);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static List<JsonValue> texts(JsonValue input) {
        return input.isList() ? input.items() : List.of(input);
    }

    private static float[] vector(JsonValue text) {
        return DemoVector.of(text.text(""), DIMENSIONS);
    }

    private static void embed(JsonGenerator json, String model, JsonValue input) throws IOException {
        json.writeStringField("model", model);
        json.writeArrayFieldStart("embeddings");
        for (JsonValue text : texts(input)) {
            VllmEmbedding.vector(json, vector(text), false);
        }
        json.writeEndArray();
    }

    private static void openAiEmbeddings(JsonGenerator json, JsonValue body, String model) throws IOException {
        boolean base64 = body.get("encoding_format").text("").equals("base64");
        json.writeStringField("object", "list");
        json.writeStringField("model", model);
        json.writeArrayFieldStart("data");
        int index = 0;
        for (JsonValue text : texts(body.get("input"))) {
            json.writeStartObject();
            json.writeStringField("object", "embedding");
            json.writeNumberField("index", index++);
            json.writeFieldName("embedding");
            VllmEmbedding.vector(json, vector(text), base64);
            json.writeEndObject();
        }
        json.writeEndArray();
        VllmServer.usage(json, index, 0);
    }

    private static void refuse(DemoExchange exchange, HttpResponseStatus status, String message) {
        boolean openAi = exchange.request().path().startsWith("/v1/");
        exchange.send(status, JSON, JsonValue.bytes(json -> {
            json.writeStartObject();
            if (openAi) {
                json.writeObjectFieldStart("error");
                json.writeStringField("message", message);
                json.writeStringField("type", status.code() == 404 ? "not_found_error" : "invalid_request_error");
                json.writeNullField("param");
                json.writeNullField("code");
                json.writeEndObject();
            } else {
                json.writeStringField("error", message);
            }
            json.writeEndObject();
        }));
    }

    private static void send(DemoExchange exchange, JsonValue.Writer members) {
        exchange.send(HttpResponseStatus.OK, JSON, JsonValue.bytes(json -> {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }));
    }
}
