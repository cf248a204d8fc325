package io.phoenix.gateway.server.demo;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** vLLM with a chat model. */
final class VllmChat implements VllmTask {

    /** A whole answer takes longer than one token, or there would be no time to leave before it comes. */
    private static final int TICKS_OF_WHOLE_ANSWER = 5;

    private final DemoCounters counters;

    VllmChat(DemoCounters counters) {
        this.counters = counters;
    }

    @Override
    public String servedName() {
        return "granite-3.3-8b-instruct";
    }

    @Override
    public String root() {
        return "ibm-granite/granite-3.3-8b-instruct";
    }

    @Override
    public int longest() {
        return 32_768;
    }

    @Override
    public void run(DemoExchange exchange, JsonValue body) {
        switch (exchange.request().path()) {
            case "/v1/chat/completions" -> speak(exchange, body, "messages", true);
            case "/v1/completions" -> speak(exchange, body, "prompt", false);
            case "/v1/responses" -> respond(exchange, body);
            case "/v1/messages" -> message(exchange, body);
            case "/v1/messages/count_tokens" ->
                exchange.json(HttpResponseStatus.OK, json -> {
                    json.writeStartObject();
                    json.writeNumberField("input_tokens", speech(body, -1).promptTokens());
                    json.writeEndObject();
                });
            case "/v1/embeddings" -> refuse(exchange, "The model does not support Embeddings API");
            case "/pooling" -> refuse(exchange, "The model does not support Pooling API");
            default -> refuse(exchange, "The model does not support Score API");
        }
    }

    private DemoSpeech speech(JsonValue body, int limit) {
        return DemoSpeech.answering(body, DemoApp.VLLM_CHAT.label(), servedName(), limit);
    }

    private void speak(DemoExchange exchange, JsonValue body, String question, boolean chat) {
        if (chat && body.get(question).items().isEmpty()) {
            refuse(exchange, "Field required: messages");
            return;
        }
        if (!chat && body.get(question).isNull()) {
            refuse(exchange, "Either prompt or prompt_embeds must be provided and non-empty.");
            return;
        }
        DemoSpeech speech = speech(
                body,
                body.get("max_completion_tokens").whole(body.get("max_tokens").whole(-1)));
        OpenAiChat answer = new OpenAiChat(chat, servedName(), speech);
        boolean withUsage = body.get("stream_options").get("include_usage").isTrue();
        send(exchange, body, speech, answer::write, () -> answer.events(withUsage));
    }

    private void respond(DemoExchange exchange, JsonValue body) {
        if (body.get("input").isNull()) {
            refuse(exchange, "Field required: input");
            return;
        }
        DemoSpeech speech = speech(
                OpenAiResponse.asChat(body), body.get("max_output_tokens").whole(-1));
        OpenAiResponse answer = new OpenAiResponse(servedName(), speech);
        send(exchange, body, speech, answer::write, answer::events);
    }

    private void message(DemoExchange exchange, JsonValue body) {
        if (body.get("messages").items().isEmpty()) {
            refuse(exchange, "Field required: messages");
            return;
        }
        DemoSpeech speech = speech(body, body.get("max_tokens").whole(-1));
        AnthropicMessage answer = new AnthropicMessage(servedName(), speech);
        send(exchange, body, speech, answer::write, answer::events);
    }

    private void send(
            DemoExchange exchange,
            JsonValue body,
            DemoSpeech speech,
            JsonValue.Writer whole,
            Supplier<List<String>> events) {
        counters.promptTokens.addAndGet(speech.promptTokens());
        if (body.get("stream").isTrue()) {
            exchange.stream(
                    "text/event-stream; charset=utf-8", counted(events.get().iterator()));
        } else {
            exchange.afterTicks(TICKS_OF_WHOLE_ANSWER, () -> {
                counters.generatedTokens.addAndGet(speech.tokens().size());
                exchange.json(HttpResponseStatus.OK, whole);
            });
        }
    }

    /** Counts what was in fact sent, so that the metric shows that a client who leaves saves work. */
    private Iterator<String> counted(Iterator<String> events) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public String next() {
                counters.generatedTokens.incrementAndGet();
                return events.next();
            }
        };
    }

    private static void refuse(DemoExchange exchange, String message) {
        VllmServer.error(exchange, HttpResponseStatus.BAD_REQUEST, "BadRequestError", null, message);
    }
}
