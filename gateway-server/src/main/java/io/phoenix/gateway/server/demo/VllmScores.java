package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** How near texts are to another one, in the words of vLLM's score and rerank APIs. */
final class VllmScores {

    private record Scored(int index, String text, double score) {}

    private final String model;
    private final List<Scored> scored = new ArrayList<>();
    private int tokens;

    VllmScores(String model, String query, List<String> texts) {
        this.model = model;
        float[] direction = DemoVector.of(query, VllmEmbedding.DIMENSIONS);
        for (String text : texts) {
            double score = DemoVector.cosine(direction, DemoVector.of(text, VllmEmbedding.DIMENSIONS));
            scored.add(new Scored(scored.size(), text, score));
            tokens += DemoSpeech.words(query).size() + DemoSpeech.words(text).size();
        }
    }

    /** In the order of the texts. */
    void writeScores(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id("score-"));
        json.writeStringField("object", "list");
        json.writeNumberField("created", Instant.now().getEpochSecond());
        json.writeStringField("model", model);
        json.writeArrayFieldStart("data");
        for (Scored one : scored) {
            json.writeStartObject();
            json.writeNumberField("index", one.index());
            json.writeStringField("object", "score");
            json.writeNumberField("score", one.score());
            json.writeEndObject();
        }
        json.writeEndArray();
        VllmServer.usage(json, tokens, 0);
        json.writeEndObject();
    }

    /** The nearest first, and only {@code most} of them unless that is 0. */
    void writeRanking(JsonGenerator json, int most) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id("rerank-"));
        json.writeStringField("model", model);
        json.writeObjectFieldStart("usage");
        json.writeNumberField("total_tokens", tokens);
        json.writeEndObject();
        json.writeArrayFieldStart("results");
        List<Scored> ranked = scored.stream()
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .limit(most > 0 ? most : scored.size())
                .toList();
        for (Scored one : ranked) {
            json.writeStartObject();
            json.writeNumberField("index", one.index());
            json.writeObjectFieldStart("document");
            json.writeStringField("text", one.text());
            json.writeEndObject();
            json.writeNumberField("relevance_score", one.score());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String id(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }
}
