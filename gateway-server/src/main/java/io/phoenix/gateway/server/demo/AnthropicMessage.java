package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One answer in the words of Anthropic's Messages API, as vLLM gives it too: whole, or as the events of a stream. */
final class AnthropicMessage {

    private final String model;
    private final DemoSpeech speech;
    private final String id = "msg_" + UUID.randomUUID().toString().replace("-", "");

    AnthropicMessage(String model, DemoSpeech speech) {
        this.model = model;
        this.speech = speech;
    }

    /** The whole answer. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        begin(json);
        json.writeArrayFieldStart("content");
        json.writeStartObject();
        json.writeStringField("type", "text");
        json.writeStringField("text", speech.text());
        json.writeEndObject();
        json.writeEndArray();
        json.writeStringField("stop_reason", stopReason());
        json.writeNullField("stop_sequence");
        usage(json, speech.tokens().size());
        json.writeEndObject();
    }

    /** The answer as server-sent events. */
    List<String> events() {
        List<String> events = new ArrayList<>();
        events.add(event("message_start", json -> {
            json.writeObjectFieldStart("message");
            begin(json);
            json.writeArrayFieldStart("content");
            json.writeEndArray();
            json.writeNullField("stop_reason");
            json.writeNullField("stop_sequence");
            usage(json, 0);
            json.writeEndObject();
        }));
        events.add(event("content_block_start", json -> {
            json.writeNumberField("index", 0);
            text(json, "content_block", "text", "");
        }));
        for (String token : speech.tokens()) {
            events.add(event("content_block_delta", json -> {
                json.writeNumberField("index", 0);
                text(json, "delta", "text_delta", token);
            }));
        }
        events.add(event("content_block_stop", json -> json.writeNumberField("index", 0)));
        events.add(event("message_delta", json -> {
            json.writeObjectFieldStart("delta");
            json.writeStringField("stop_reason", stopReason());
            json.writeNullField("stop_sequence");
            json.writeEndObject();
            usage(json, speech.tokens().size());
        }));
        events.add(event("message_stop", json -> {}));
        return events;
    }

    private void begin(JsonGenerator json) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("type", "message");
        json.writeStringField("role", "assistant");
        json.writeStringField("model", model);
    }

    private String stopReason() {
        return speech.cut() ? "max_tokens" : "end_turn";
    }

    private void usage(JsonGenerator json, int output) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("input_tokens", speech.promptTokens());
        json.writeNumberField("output_tokens", output);
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String member, String type, String text) throws IOException {
        json.writeObjectFieldStart(member);
        json.writeStringField("type", type);
        json.writeStringField("text", text);
        json.writeEndObject();
    }

    private static String event(String type, JsonValue.Writer rest) {
        return DemoEvent.named(type, json -> {
            json.writeStringField("type", type);
            rest.write(json);
        });
    }
}
