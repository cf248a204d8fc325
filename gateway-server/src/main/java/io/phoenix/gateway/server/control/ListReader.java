package io.phoenix.gateway.server.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the list that is one member of a JSON object, item by item, whatever else the object has. The whole document is
 * checked; an item that makes no sense is left out. Stateless.
 */
final class ListReader {

    /** More are not taken. */
    static final int MOST_ITEMS = 4096;

    private static final int LONGEST_NAME = 256;

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads one item, at whose first token the parser stands, to its last one; null leaves it out. */
    interface Item<T> {
        @Nullable
        T read(JsonParser json) throws IOException;
    }

    private ListReader() {}

    /**
     * The items of the list {@code member}.
     *
     * @throws UnfitAnswerException if the document is no JSON object or has no such list
     */
    static <T> List<T> read(byte[] document, String member, Item<T> item) throws IOException {
        List<T> items = find(document, member, item);
        if (items == null) {
            throw new UnfitAnswerException("its answer has no list \"" + member + "\"");
        }
        return items;
    }

    /**
     * The items of the list {@code member}, or null if there is none.
     *
     * @throws UnfitAnswerException if the document is no JSON object
     */
    static <T> @Nullable List<T> find(byte[] document, String member, Item<T> item) throws IOException {
        try {
            return parse(document, member, item);
        } catch (JsonProcessingException e) {
            // No word of the document itself: logs are no place for it.
            JsonLocation at = e.getLocation();
            throw new UnfitAnswerException("its answer is not JSON"
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
        }
    }

    private static <T> @Nullable List<T> parse(byte[] document, String member, Item<T> item) throws IOException {
        List<T> items = null;
        try (JsonParser json = JSON.createParser(document)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new UnfitAnswerException("its answer is not a JSON object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (json.nextToken() == JsonToken.START_ARRAY && name.equals(member)) {
                    items = readItems(json, item);
                } else {
                    json.skipChildren();
                }
            }
        }
        return items;
    }

    private static <T> List<T> readItems(JsonParser json, Item<T> item) throws IOException {
        List<T> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            T read = items.size() < MOST_ITEMS ? item.read(json) : null;
            if (read != null) {
                items.add(read);
            } else {
                json.skipChildren();
            }
        }
        return items;
    }

    /** Whether a model can be offered under {@code name}. */
    static boolean isName(@Nullable String name) {
        return name != null
                && !name.isBlank()
                && name.length() <= LONGEST_NAME
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
