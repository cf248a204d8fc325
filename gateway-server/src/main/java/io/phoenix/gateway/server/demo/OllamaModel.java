package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One model that the stand-in for Ollama has, and how Ollama describes it. */
record OllamaModel(String name, String family, String parameters, long size, List<String> capabilities) {

    private static final List<OllamaModel> ALL = List.of(
            new OllamaModel("llama3.2:latest", "llama", "3.2B", 2_019_393_189L, List.of("completion", "tools")),
            new OllamaModel("granite3.3:8b", "granite", "8.2B", 4_942_891_653L, List.of("completion", "tools")),
            new OllamaModel("nomic-embed-text:latest", "nomic-bert", "137M", 274_302_450L, List.of("embedding")));

    /** The one that {@code asked} means, whose tag may be left out; null if there is none. */
    static @Nullable OllamaModel find(String asked) {
        String name = asked.indexOf(':') < 0 ? asked + ":latest" : asked;
        return ALL.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    boolean embeds() {
        return capabilities.contains("embedding");
    }

    /** {@code GET /api/tags}. */
    static void writeTags(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("models");
        for (OllamaModel model : ALL) {
            json.writeStartObject();
            json.writeStringField("name", model.name());
            json.writeStringField("model", model.name());
            json.writeStringField("modified_at", Instant.EPOCH.toString());
            json.writeNumberField("size", model.size());
            json.writeStringField("digest", model.digest());
            model.writeDetails(json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** {@code GET /v1/models}. */
    static void writeList(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("object", "list");
        json.writeArrayFieldStart("data");
        for (OllamaModel model : ALL) {
            json.writeStartObject();
            json.writeStringField("id", model.name());
            json.writeStringField("object", "model");
            json.writeNumberField("created", 0);
            json.writeStringField("owned_by", "library");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** {@code POST /api/show}. */
    void writeShown(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("modelfile", "# The demo's stand-in for " + name);
        json.writeStringField("template", "{{ .Prompt }}");
        writeDetails(json);
        json.writeObjectFieldStart("model_info");
        json.writeStringField("general.architecture", family);
        json.writeEndObject();
        json.writeFieldName("capabilities");
        json.writeArray(capabilities.toArray(new String[0]), 0, capabilities.size());
        json.writeStringField("modified_at", Instant.EPOCH.toString());
        json.writeEndObject();
    }

    private void writeDetails(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("details");
        json.writeStringField("parent_model", "");
        json.writeStringField("format", "gguf");
        json.writeStringField("family", family);
        json.writeStringField("parameter_size", parameters);
        json.writeStringField("quantization_level", "Q4_K_M");
        json.writeEndObject();
    }

    /** Sixty-four digits that are always the same for this model, as a real digest has. */
    private String digest() {
        String half = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        return half + half;
    }
}
