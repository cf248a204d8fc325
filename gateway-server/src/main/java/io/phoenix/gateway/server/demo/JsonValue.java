package io.phoenix.gateway.server.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value, read whole with Jackson's streaming parser: just enough of a tree for the stand-ins. Asking a value
 * for what it does not have gives {@link #NULL}, so that a request can be read without a check at every step. Of two
 * members with the same name the last counts, as in Python.
 */
record JsonValue(@Nullable Object value) {

    static final JsonValue NULL = new JsonValue(null);

    /** Images come inside strings, so strings may be as long as a body. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(256 << 20).build())
            .build();

    /** Something that writes one JSON value. */
    @FunctionalInterface
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /** Reads exactly one value; anything else in the bytes is an error. */
    static JsonValue read(byte[] bytes) throws IOException {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw new IOException("JSON decode error: the body is empty");
            }
            JsonValue value = readFrom(parser);
            if (parser.nextToken() != null) {
                throw new IOException("JSON decode error: extra data");
            }
            return value;
        }
    }

    private static JsonValue readFrom(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    members.put(name, readFrom(parser));
                }
                yield new JsonValue(members);
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(readFrom(parser));
                }
                yield new JsonValue(items);
            }
            case VALUE_STRING -> new JsonValue(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue(parser.getNumberValue());
            case VALUE_TRUE -> new JsonValue(true);
            case VALUE_FALSE -> new JsonValue(false);
            default -> NULL;
        };
    }

    /** An object with this one member. */
    static JsonValue object(String name, JsonValue member) {
        return new JsonValue(Map.of(name, member));
    }

    /** The bytes of what the writer writes. */
    static byte[] bytes(Writer writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static String string(Writer writer) {
        return new String(bytes(writer), StandardCharsets.UTF_8);
    }

    boolean isNull() {
        return value == null;
    }

    boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    JsonValue get(String name) {
        return value instanceof Map<?, ?> members && members.get(name) instanceof JsonValue member ? member : NULL;
    }

    List<JsonValue> items() {
        List<JsonValue> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                items.add((JsonValue) item);
            }
        }
        return items;
    }

    boolean isList() {
        return value instanceof List<?>;
    }

    boolean isObject() {
        return value instanceof Map<?, ?>;
    }

    /** The string, or the fallback if this is none. */
    String text(String fallback) {
        return value instanceof String text ? text : fallback;
    }

    /** The number as a whole one, or the fallback if this is none. */
    int whole(int fallback) {
        return value instanceof Number number ? number.intValue() : fallback;
    }

    double number(double fallback) {
        return value instanceof Number number ? number.doubleValue() : fallback;
    }

    void writeTo(JsonGenerator json) throws IOException {
        if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeFieldName((String) member.getKey());
                ((JsonValue) member.getValue()).writeTo(json);
            }
            json.writeEndObject();
        } else if (isList()) {
            json.writeStartArray();
            for (JsonValue item : items()) {
                item.writeTo(json);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (value instanceof String text) {
            json.writeString(text);
        } else {
            json.writeNull();
        }
    }
}
