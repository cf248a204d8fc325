package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Ollama, with its streams of JSON lines and its check of Origin. */
final class Ollama implements DemoApplication {

    private static final String JSON = "application/json; charset=utf-8";
    private static final int DIMENSIONS = 768;
    private static final List<String> MODELS = List.of("llama3.2:latest", "granite3.3:8b", "nomic-embed-text:latest");
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
            case "GET /api/version" -> json(exchange, HttpResponseStatus.OK, "version", "0.12.3");
            case "GET /api/tags" -> exchange.send(HttpResponseStatus.OK, JSON, JsonValue.bytes(Ollama::tags));
            case "POST /api/chat", "POST /api/generate", "POST /api/embed" -> generate(exchange);
            default -> exchange.text(HttpResponseStatus.NOT_FOUND, "text/plain", "404 page not found");
        }
    }

    private static void generate(DemoExchange exchange) {
        JsonValue body;
        try {
            body = JsonValue.read(exchange.request().body().bytes());
        } catch (IOException e) {
            json(exchange, HttpResponseStatus.BAD_REQUEST, "error", String.valueOf(e.getMessage()));
            return;
        }
        String asked = body.get("model").text(body.get("name").text(""));
        String model = asked.indexOf(':') < 0 ? asked + ":latest" : asked;
        String path = exchange.request().path();
        if (asked.isEmpty()) {
            json(exchange, HttpResponseStatus.BAD_REQUEST, "error", "model is required");
        } else if (!MODELS.contains(model)) {
            json(exchange, HttpResponseStatus.NOT_FOUND, "error", "model '" + asked + "' not found");
        } else if (path.equals("/api/embed")) {
            exchange.send(HttpResponseStatus.OK, JSON, JsonValue.bytes(json -> embed(json, asked, body.get("input"))));
        } else if (!body.get("stream").isNull() && !body.get("stream").isTrue()) {
            OllamaAnswer answer = new OllamaAnswer(path, asked, speech(body, model));
            exchange.afterTicks(1, () -> exchange.send(HttpResponseStatus.OK, JSON, answer.whole()));
        } else {
            OllamaAnswer answer = new OllamaAnswer(path, asked, speech(body, model));
            exchange.stream("application/x-ndjson", answer.lines().iterator());
        }
    }

    private static DemoSpeech speech(JsonValue body, String model) {
        int limit = body.get("options").get("num_predict").whole(-1);
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

    private static void embed(JsonGenerator json, String model, JsonValue input) throws IOException {
        List<JsonValue> texts = new ArrayList<>(input.items());
        if (!input.isList()) {
            texts.add(input);
        }
        json.writeStartObject();
        json.writeStringField("model", model);
        json.writeArrayFieldStart("embeddings");
        for (JsonValue text : texts) {
            json.writeStartArray();
            for (float number : DemoVector.of(text.text(""), DIMENSIONS)) {
                json.writeNumber(number);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void tags(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("models");
        for (String model : MODELS) {
            json.writeStartObject();
            json.writeStringField("name", model);
            json.writeStringField("model", model);
            json.writeStringField("modified_at", Instant.EPOCH.toString());
            json.writeNumberField("size", 0);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void json(DemoExchange exchange, HttpResponseStatus status, String name, String value) {
        exchange.send(status, JSON, JsonValue.bytes(json -> {
            json.writeStartObject();
            json.writeStringField(name, value);
            json.writeEndObject();
        }));
    }
}
