package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * llama.cpp's server, manners included: it closes its connection after every streamed answer although the head promised
 * to keep it, which a connection pool has to survive; and its page exists only compressed.
 */
final class LlamaCpp implements DemoApplication {

    private static final String MODEL = "qwen2.5-7b-instruct-q4_k_m.gguf";

    private final byte[] page = gzip(
            DemoPage.of("llama.cpp", "The demo's stand-in for llama-server. Its page comes compressed or not at all."));

    @Override
    public void answer(DemoExchange exchange) {
        exchange.header("Server", "llama.cpp").header("Keep-Alive", "timeout=5, max=100");
        switch (exchange.request().route()) {
            case "GET /" -> page(exchange);
            case "GET /health", "GET /v1/health" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeStringField("status", "ok");
                    json.writeEndObject();
                });
            case "GET /props" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeNumberField("total_slots", 1);
                    json.writeStringField("model_path", "/models/" + MODEL);
                    json.writeStringField("build_info", "demo");
                    json.writeEndObject();
                });
            case "GET /v1/models", "GET /models" -> exchange.json(HttpResponseStatus.OK, LlamaCpp::models);
            case "POST /v1/chat/completions", "POST /chat/completions" -> chat(exchange);
            default -> error(exchange, HttpResponseStatus.NOT_FOUND, "not_found_error", "File Not Found");
        }
    }

    private void page(DemoExchange exchange) {
        String accepted = exchange.request().headers().get(HttpHeaderNames.ACCEPT_ENCODING, "");
        if (accepted.toLowerCase(Locale.ROOT).contains("gzip")) {
            exchange.header(HttpHeaderNames.CONTENT_ENCODING, "gzip")
                    .send(HttpResponseStatus.OK, "text/html; charset=utf-8", page);
        } else {
            exchange.text(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "text/plain",
                    "Error: gzip is not supported by this browser");
        }
    }

    private static void chat(DemoExchange exchange) {
        JsonValue body;
        try {
            body = JsonValue.read(exchange.request().body().bytes());
        } catch (IOException e) {
            error(exchange, HttpResponseStatus.BAD_REQUEST, "invalid_request_error", String.valueOf(e.getMessage()));
            return;
        }
        // It serves one model and takes any name for it.
        int limit = body.get("max_tokens").whole(-1);
        DemoSpeech speech = DemoSpeech.answering(body, DemoApp.LLAMACPP.label(), MODEL, limit);
        OpenAiChat answer = new OpenAiChat(true, body.get("model").text(MODEL), speech);
        if (body.get("stream").isTrue()) {
            boolean withUsage = body.get("stream_options").get("include_usage").isTrue();
            exchange.closeUnannounced();
            exchange.stream("text/event-stream", answer.events(withUsage).iterator());
        } else {
            exchange.afterTicks(1, () -> exchange.json(HttpResponseStatus.OK, answer::write));
        }
    }

    private static void models(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("object", "list");
        json.writeArrayFieldStart("data");
        json.writeStartObject();
        json.writeStringField("id", MODEL);
        json.writeStringField("object", "model");
        json.writeStringField("owned_by", "llamacpp");
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void error(DemoExchange exchange, HttpResponseStatus status, String type, String message) {
        exchange.json(status, json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", status.code());
            json.writeStringField("message", message);
            json.writeStringField("type", type);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
