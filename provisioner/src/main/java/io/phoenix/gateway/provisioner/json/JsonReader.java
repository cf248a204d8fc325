package io.phoenix.gateway.provisioner.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Place;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonArray;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonFlag;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonNull;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonNumber;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonObject;
import io.phoenix.gateway.provisioner.json.JsonValue.JsonText;
import io.phoenix.gateway.provisioner.json.JsonValue.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads strict JSON (RFC 8259) into a tree with places. A key that stands twice is an error with both places. */
public final class JsonReader {
    /** Far beyond any configuration, and small enough to hold several times. */
    private static final int LONGEST = 4 << 20;

    /** The reader recurses once for each level; the operator's files have seven. */
    private static final int DEEPEST = 50;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxDocumentLength(LONGEST)
                    .build())
            .build();

    private final String file;
    private final Findings findings;

    private JsonReader(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** The document in {@code bytes}; null if it is no JSON, for which an error was added. */
    public static @Nullable Document read(String file, byte[] bytes, Findings findings) {
        JsonValue root = new JsonReader(file, findings).read(bytes);
        return root == null ? null : new Document(file, root, findings);
    }

    private @Nullable JsonValue read(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return refuse(Place.FILE, "is longer than 4 MiB, which no configuration is");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return refuse(Place.FILE, "is not UTF-8; save it as UTF-8");
        }
        if (text.isBlank()) {
            return refuse(Place.FILE, "is empty");
        }
        // Some editors begin a file with a byte order mark; readers may ignore it (RFC 8259, 8.1).
        return parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private @Nullable JsonValue parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            JsonValue root = value(parser, JsonPath.ROOT);
            if (parser.nextToken() != null) {
                return refuse(place(parser), "something stands behind the end of the JSON value; remove it");
            }
            return root;
        } catch (StreamConstraintsException e) {
            return refuse(Place.FILE, "is nested deeper, or has a longer number or name, than any configuration");
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            String why = Quoted.line(e.getOriginalMessage()
                    .lines()
                    .findFirst()
                    .orElse("unreadable")
                    .replaceFirst("\\.$", ""));
            return refuse(
                    location == null ? Place.FILE : new Place(location.getLineNr(), location.getColumnNr()),
                    "not valid JSON: " + why);
        } catch (IOException e) {
            throw new UncheckedIOException("a string in memory cannot fail to be read", e);
        }
    }

    private JsonValue value(JsonParser parser, JsonPath path) throws IOException {
        Place place = place(parser);
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonParseException(parser, "the text ends too early");
        }
        return switch (token) {
            case START_OBJECT -> object(parser, place, path);
            case START_ARRAY -> array(parser, place, path);
            case VALUE_STRING -> new JsonText(place, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(place, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new JsonFlag(place, token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> new JsonNull(place);
            default -> throw new JsonParseException(parser, "no value begins here");
        };
    }

    private JsonObject object(JsonParser parser, Place place, JsonPath path) throws IOException {
        Map<String, Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place keyPlace = place(parser);
            parser.nextToken();
            JsonValue value = value(parser, path.key(key));
            Member first = members.putIfAbsent(key, new Member(keyPlace, value));
            if (first != null) {
                findings.add(new Finding(
                        Severity.ERROR,
                        file,
                        keyPlace,
                        path.key(key).toString(),
                        "stands here for the second time; the first is in line "
                                + first.place().line() + ", and readers differ in which one they take"));
            }
        }
        return new JsonObject(place, Collections.unmodifiableMap(members));
    }

    private JsonArray array(JsonParser parser, Place place, JsonPath path) throws IOException {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, path.index(items.size())));
        }
        return new JsonArray(place, Collections.unmodifiableList(items));
    }

    private static Place place(JsonParser parser) {
        JsonLocation location = parser.currentTokenLocation();
        return new Place(location.getLineNr(), location.getColumnNr());
    }

    private @Nullable JsonValue refuse(Place place, String message) {
        findings.add(new Finding(Severity.ERROR, file, place, "", message));
        return null;
    }
}
