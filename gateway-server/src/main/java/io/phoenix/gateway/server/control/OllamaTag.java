package io.phoenix.gateway.server.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code GET /api/tags}.
 *
 * @param digest what changes when the model does; its name where the entry has no digest
 * @param details all members but the names, as they stood there, without the braces around them
 */
record OllamaTag(String name, String digest, String details) {

    private static final JsonFactory JSON = new JsonFactory();

    /** A real entry has about 400. */
    private static final int MOST_DETAILS = 4096;

    /**
     * The entries of such a document.
     *
     * @throws IOException if it is none
     */
    static List<OllamaTag> read(byte[] document) throws IOException {
        return ListReader.read(document, "models", OllamaTag::item);
    }

    private static @Nullable OllamaTag item(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String tag = null;
        String digest = null;
        StringWriter text = new StringWriter();
        try (JsonGenerator details = JSON.createGenerator(text)) {
            details.writeStartObject();
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                boolean isText = value == JsonToken.VALUE_STRING;
                if (name.equals("name")) {
                    tag = isText ? json.getText() : tag;
                    json.skipChildren();
                } else if (name.equals("model")) {
                    tag = isText && tag == null ? json.getText() : tag;
                    json.skipChildren();
                } else {
                    digest = isText && name.equals("digest") ? json.getText() : digest;
                    details.writeFieldName(name);
                    details.copyCurrentStructure(json);
                }
            }
            details.writeEndObject();
        }
        if (tag == null || !ListReader.isName(tag)) {
            return null;
        }
        String members = text.toString().substring(1, text.toString().length() - 1);
        return new OllamaTag(tag, digest == null ? tag : digest, members.length() > MOST_DETAILS ? "" : members);
    }
}
