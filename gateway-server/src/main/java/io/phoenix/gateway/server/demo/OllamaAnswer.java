package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One answer in the words of Ollama's chat or generate API, whole or as lines of JSON. */
final class OllamaAnswer {

    private final boolean chat;
    private final String model;
    private final DemoSpeech speech;

    OllamaAnswer(String path, String model, DemoSpeech speech) {
        this.chat = path.equals("/api/chat");
        this.model = model;
        this.speech = speech;
    }

    byte[] whole() {
        return JsonValue.bytes(json -> write(json, speech.text(), true));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String token : speech.tokens()) {
            lines.add(JsonValue.string(json -> write(json, token, false)) + "\n");
        }
        lines.add(JsonValue.string(json -> write(json, "", true)) + "\n");
        return lines;
    }

    private void write(JsonGenerator json, String text, boolean done) throws IOException {
        json.writeStartObject();
        json.writeStringField("model", model);
        json.writeStringField("created_at", Instant.now().toString());
        if (chat) {
            json.writeObjectFieldStart("message");
            json.writeStringField("role", "assistant");
            json.writeStringField("content", text);
            json.writeEndObject();
        } else {
            json.writeStringField("response", text);
        }
        json.writeBooleanField("done", done);
        if (done) {
            json.writeStringField("done_reason", speech.finishReason());
            json.writeNumberField("total_duration", 0);
            json.writeNumberField("load_duration", 0);
            json.writeNumberField("prompt_eval_count", speech.promptTokens());
            json.writeNumberField("eval_count", speech.tokens().size());
        }
        json.writeEndObject();
    }
}
