package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** vLLM with an embedding model. */
final class VllmEmbedding implements VllmTask {

    static final int DIMENSIONS = 768;

    private final DemoCounters counters;

    VllmEmbedding(DemoCounters counters) {
        this.counters = counters;
    }

    @Override
    public String servedName() {
        return "ibm-granite/granite-embedding-english-r2";
    }

    @Override
    public String root() {
        return servedName();
    }

    @Override
    public int longest() {
        return 8_192;
    }

    @Override
    public void run(DemoExchange exchange, JsonValue body) {
        switch (exchange.request().path()) {
            case "/v1/embeddings", "/pooling" -> embed(exchange, body);
            case "/v1/score", "/score" -> score(exchange, body);
            case "/v1/rerank", "/v2/rerank", "/rerank" -> rerank(exchange, body);
            case "/v1/completions" -> refuse(exchange, "The model does not support Completions API");
            default -> refuse(exchange, "The model does not support Chat Completions API");
        }
    }

    private void embed(DemoExchange exchange, JsonValue body) {
        String format = body.get("encoding_format").text("float");
        List<String> texts = texts(body.get("input"));
        if (texts.isEmpty()) {
            refuse(exchange, "Field required: input");
        } else if (!format.equals("float") && !format.equals("base64")) {
            refuse(exchange, "encoding_format: Input should be 'float' or 'base64'");
        } else {
            boolean pooling = exchange.request().path().equals("/pooling");
            exchange.json(HttpResponseStatus.OK, json -> write(json, texts, pooling, format.equals("base64")));
        }
    }

    private void score(DemoExchange exchange, JsonValue body) {
        List<String> first = texts(body.get("text_1"));
        List<String> second = texts(body.get("text_2"));
        if (first.size() != 1 || second.isEmpty()) {
            refuse(exchange, "text_1 is one text here, text_2 one or more");
        } else {
            VllmScores scores = new VllmScores(servedName(), first.get(0), second);
            exchange.json(HttpResponseStatus.OK, scores::writeScores);
        }
    }

    private void rerank(DemoExchange exchange, JsonValue body) {
        List<String> documents = texts(body.get("documents"));
        if (body.get("query").text("").isEmpty() || documents.isEmpty()) {
            refuse(exchange, "Field required: query and documents");
        } else {
            VllmScores scores = new VllmScores(servedName(), body.get("query").text(""), documents);
            int most = body.get("top_n").whole(0);
            exchange.json(HttpResponseStatus.OK, json -> scores.writeRanking(json, most));
        }
    }

    /** A text, a list of texts, a list of token numbers, or a list of such lists. */
    private static List<String> texts(JsonValue input) {
        List<String> texts = new ArrayList<>();
        List<JsonValue> items = input.items();
        boolean tokens = !items.isEmpty() && items.get(0).value() instanceof Number;
        if (!input.isList() || tokens) {
            items = input.isNull() ? List.of() : List.of(input);
        }
        for (JsonValue item : items) {
            texts.add(item.text(JsonValue.string(item::writeTo)));
        }
        return texts;
    }

    private void write(JsonGenerator json, List<String> texts, boolean pooling, boolean base64) throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "id",
                (pooling ? "pool-" : "embd-") + UUID.randomUUID().toString().replace("-", ""));
        json.writeStringField("object", "list");
        json.writeNumberField("created", Instant.now().getEpochSecond());
        json.writeStringField("model", servedName());
        json.writeArrayFieldStart("data");
        int tokens = 0;
        for (int i = 0; i < texts.size(); i++) {
            tokens += Math.max(1, DemoSpeech.words(texts.get(i)).size());
            json.writeStartObject();
            json.writeNumberField("index", i);
            json.writeStringField("object", pooling ? "pooling" : "embedding");
            json.writeFieldName(pooling ? "data" : "embedding");
            vector(json, DemoVector.of(texts.get(i), DIMENSIONS), base64);
            json.writeEndObject();
        }
        json.writeEndArray();
        VllmServer.usage(json, tokens, 0);
        json.writeEndObject();
        counters.promptTokens.addAndGet(tokens);
    }

    /** One vector in either notation. */
    static void vector(JsonGenerator json, float[] vector, boolean base64) throws IOException {
        if (base64) {
            json.writeString(DemoVector.base64(vector));
            return;
        }
        json.writeStartArray();
        for (float number : vector) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    private static void refuse(DemoExchange exchange, String message) {
        VllmServer.error(exchange, HttpResponseStatus.BAD_REQUEST, "BadRequestError", null, message);
    }
}
