package io.phoenix.gateway.server.demo;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Iterator;

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
        boolean chat = exchange.request().path().equals("/v1/chat/completions");
        if (exchange.request().path().equals("/v1/embeddings")) {
            refuse(exchange, "The model does not support Embeddings API");
        } else if (chat && body.get("messages").items().isEmpty()) {
            refuse(exchange, "Field required: messages");
        } else if (!chat && body.get("prompt").isNull()) {
            refuse(exchange, "Either prompt or prompt_embeds must be provided and non-empty.");
        } else {
            speak(exchange, body, chat);
        }
    }

    private void speak(DemoExchange exchange, JsonValue body, boolean chat) {
        int limit =
                body.get("max_completion_tokens").whole(body.get("max_tokens").whole(-1));
        DemoSpeech speech = DemoSpeech.answering(body, DemoApp.VLLM_CHAT.label(), servedName(), limit);
        OpenAiChat answer = new OpenAiChat(chat, servedName(), speech);
        counters.promptTokens.addAndGet(speech.promptTokens());
        if (body.get("stream").isTrue()) {
            boolean withUsage = body.get("stream_options").get("include_usage").isTrue();
            Iterator<String> events = answer.events(withUsage).iterator();
            exchange.stream("text/event-stream; charset=utf-8", counted(events));
        } else {
            exchange.afterTicks(TICKS_OF_WHOLE_ANSWER, () -> {
                counters.generatedTokens.addAndGet(speech.tokens().size());
                exchange.json(HttpResponseStatus.OK, answer::write);
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
