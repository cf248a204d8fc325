package io.phoenix.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.handler.codec.http.FullHttpResponse;
import io.phoenix.gateway.core.exchange.RouteDecision;
import io.phoenix.gateway.core.http.LocalReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks into the answers that the router gives itself, with a JSON parser that is not the code under test. */
public final class Replies {

    private Replies() {}

    /** The reply of {@code decision}, which must be one. */
    public static LocalReply reply(@Nullable RouteDecision decision) {
        if (decision instanceof RouteDecision.Reply local) {
            return local.reply();
        }
        throw new AssertionError("not a reply but " + decision);
    }

    /** The value of a header, or null. */
    public static @Nullable String header(LocalReply reply, String name) {
        FullHttpResponse response = reply.toResponse();
        try {
            return response.headers().get(name);
        } finally {
            response.release();
        }
    }

    /** The body as text. */
    public static String body(LocalReply reply) {
        FullHttpResponse response = reply.toResponse();
        try {
            return response.content().toString(StandardCharsets.UTF_8);
        } finally {
            response.release();
        }
    }

    /** The {@code error} object of the body, whose members must be OpenAI's. */
    public static Map<String, @Nullable Object> error(LocalReply reply) {
        assertThat(header(reply, "content-type")).isEqualTo("application/json");
        Map<?, ?> root = (Map<?, ?>) json(body(reply));
        assertThat(root).hasSize(1);
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(root.get("error")))
                .forEach((name, value) -> error.put((String) name, value));
        assertThat(error).containsOnlyKeys("message", "type", "param", "code");
        return error;
    }

    /** Maps, lists, strings, numbers, booleans and nulls. */
    public static Object json(String text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            Object value = Objects.requireNonNull(value(parser), "null");
            assertThat(parser.nextToken()).as("what follows the document").isNull();
            return value;
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
