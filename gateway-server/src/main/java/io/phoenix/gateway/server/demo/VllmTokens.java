package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;

/**
 * What every vLLM server does with tokens, whatever its model. There is no vocabulary here: each character is a token,
 * numbered by its code point, so that the way back leads to the same text.
 */
final class VllmTokens {

    private VllmTokens() {}

    /** Answers {@code /tokenize} and {@code /detokenize}, and returns true if the request was one of them. */
    static boolean answer(DemoExchange exchange, JsonValue body, int longest) {
        String path = exchange.request().path();
        if (path.equals("/tokenize")) {
            String text = body.get("prompt").text(String.join("\n", DemoSpeech.texts(body.get("messages"))));
            exchange.json(HttpResponseStatus.OK, json -> tokens(json, text, longest));
        } else if (path.equals("/detokenize")) {
            StringBuilder text = new StringBuilder();
            body.get("tokens").items().forEach(token -> text.appendCodePoint(codePoint(token.whole(0xFFFD))));
            exchange.json(HttpResponseStatus.OK, json -> {
                json.writeStartObject();
                json.writeStringField("prompt", text.toString());
                json.writeEndObject();
            });
        } else {
            return false;
        }
        return true;
    }

    private static int codePoint(int token) {
        return Character.isValidCodePoint(token) ? token : 0xFFFD;
    }

    private static void tokens(JsonGenerator json, String text, int longest) throws IOException {
        int[] tokens = text.codePoints().toArray();
        json.writeStartObject();
        json.writeNumberField("count", tokens.length);
        json.writeNumberField("max_model_len", longest);
        json.writeFieldName("tokens");
        json.writeArray(tokens, 0, tokens.length);
        json.writeNullField("token_strs");
        json.writeEndObject();
    }
}
