package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One answer in the words of OpenAI's Responses API, whole or as the events of a stream. */
final class OpenAiResponse {

    private final String model;
    private final DemoSpeech speech;
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();

    OpenAiResponse(String model, DemoSpeech speech) {
        this.model = model;
        this.speech = speech;
    }

    /** The request as the stand-in for a model understands it: {@code input} is a text or a list of messages. */
    static JsonValue asChat(JsonValue body) {
        JsonValue input = body.get("input");
        return JsonValue.object(input.isList() ? "messages" : "prompt", input);
    }

    /** The whole answer. */
    void write(JsonGenerator json) throws IOException {
        write(json, true);
    }

    private void write(JsonGenerator json, boolean complete) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", "resp_" + id);
        json.writeNumberField("created_at", created);
        json.writeStringField("object", "response");
        json.writeStringField("model", model);
        json.writeStringField("status", complete ? "completed" : "in_progress");
        json.writeArrayFieldStart("output");
        if (complete) {
            json.writeStartObject();
            json.writeStringField("id", "msg_" + id);
            json.writeStringField("type", "message");
            json.writeStringField("role", "assistant");
            json.writeStringField("status", "completed");
            json.writeArrayFieldStart("content");
            json.writeStartObject();
            json.writeStringField("type", "output_text");
            json.writeStringField("text", speech.text());
            json.writeArrayFieldStart("annotations");
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        if (complete) {
            json.writeObjectFieldStart("usage");
            json.writeNumberField("input_tokens", speech.promptTokens());
            json.writeNumberField("output_tokens", speech.tokens().size());
            json.writeNumberField(
                    "total_tokens", speech.promptTokens() + speech.tokens().size());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** The answer as server-sent events. */
    List<String> events() {
        List<String> events = new ArrayList<>();
        events.add(event(events, "response.created", json -> response(json, false)));
        for (String token : speech.tokens()) {
            events.add(event(events, "response.output_text.delta", json -> {
                json.writeStringField("item_id", "msg_" + id);
                json.writeNumberField("output_index", 0);
                json.writeNumberField("content_index", 0);
                json.writeStringField("delta", token);
            }));
        }
        events.add(event(events, "response.completed", json -> response(json, true)));
        return events;
    }

    private void response(JsonGenerator json, boolean complete) throws IOException {
        json.writeFieldName("response");
        write(json, complete);
    }

    private static String event(List<String> before, String type, JsonValue.Writer rest) {
        return DemoEvent.named(type, json -> {
            json.writeStringField("type", type);
            json.writeNumberField("sequence_number", before.size());
            rest.write(json);
        });
    }
}
