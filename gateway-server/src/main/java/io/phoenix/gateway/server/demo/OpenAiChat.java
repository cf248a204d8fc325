package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One answer in the words of OpenAI's chat or completions API, whole or as the chunks of a stream, as vLLM does it. */
final class OpenAiChat {

    private final boolean chat;
    private final String model;
    private final DemoSpeech speech;
    private final String id;
    private final long created = Instant.now().getEpochSecond();

    OpenAiChat(boolean chat, String model, DemoSpeech speech) {
        this.chat = chat;
        this.model = model;
        this.speech = speech;
        this.id = (chat ? "chatcmpl-" : "cmpl-") + UUID.randomUUID().toString().replace("-", "");
    }

    /** The whole answer. */
    void write(JsonGenerator json) throws IOException {
        begin(json, chat ? "chat.completion" : "text_completion");
        json.writeArrayFieldStart("choices");
        json.writeStartObject();
        json.writeNumberField("index", 0);
        if (chat) {
            json.writeObjectFieldStart("message");
            json.writeStringField("role", "assistant");
            json.writeStringField("content", speech.text());
            json.writeEndObject();
        } else {
            json.writeStringField("text", speech.text());
        }
        json.writeNullField("logprobs");
        json.writeStringField("finish_reason", speech.finishReason());
        json.writeNullField("stop_reason");
        json.writeEndObject();
        json.writeEndArray();
        VllmServer.usage(json, speech.promptTokens(), speech.tokens().size());
        json.writeEndObject();
    }

    /** The answer as server-sent events, the closing {@code [DONE]} included. */
    List<String> events(boolean withUsage) {
        List<String> events = new ArrayList<>();
        if (chat) {
            events.add(event(json -> choice(json, "assistant", "", null)));
        }
        for (String token : speech.tokens()) {
            events.add(event(json -> choice(json, null, token, null)));
        }
        events.add(event(json -> choice(json, null, "", speech.finishReason())));
        if (withUsage) {
            events.add(event(json -> {
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                VllmServer.usage(json, speech.promptTokens(), speech.tokens().size());
            }));
        }
        events.add("data: [DONE]\n\n");
        return events;
    }

    private String event(JsonValue.Writer rest) {
        return "data: "
                + JsonValue.string(json -> {
                    begin(json, chat ? "chat.completion.chunk" : "text_completion");
                    rest.write(json);
                    json.writeEndObject();
                })
                + "\n\n";
    }

    private void begin(JsonGenerator json, String object) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("object", object);
        json.writeNumberField("created", created);
        json.writeStringField("model", model);
    }

    private void choice(JsonGenerator json, @Nullable String role, String token, @Nullable String finish)
            throws IOException {
        json.writeArrayFieldStart("choices");
        json.writeStartObject();
        json.writeNumberField("index", 0);
        if (chat) {
            json.writeObjectFieldStart("delta");
            if (role != null) {
                json.writeStringField("role", role);
            }
            json.writeStringField("content", token);
            json.writeEndObject();
        } else {
            json.writeStringField("text", token);
        }
        json.writeNullField("logprobs");
        json.writeStringField("finish_reason", finish);
        json.writeEndObject();
        json.writeEndArray();
    }
}
