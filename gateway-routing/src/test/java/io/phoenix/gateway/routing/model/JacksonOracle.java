package io.phoenix.gateway.routing.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.phoenix.gateway.routing.model.BodyProblem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Jackson Core's blocking parser makes of a body, turned into what the scanner must say. Jackson decides the
 * grammar. Where the scanner differs on purpose, the difference is written here and nowhere else:
 *
 * <ul>
 *   <li>a strict decoder stands in front, because Jackson decodes some overlong forms and encoded surrogates;
 *   <li>Jackson guesses UTF-16 and UTF-32 and reads them: the scanner refuses them, so every body is given to Jackson
 *       with a UTF-8 byte order mark, which switches the guess off;
 *   <li>Jackson's own limits are lifted; the scanner's depth and model length are applied to Jackson's tokens;
 *   <li>Jackson reads a sequence of values of any type: one object is asked for here.
 * </ul>
 */
final class JacksonOracle {
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxDocumentLength(-1)
                    .build())
            .build();

    /**
     * The verdict.
     *
     * @param allowed the kinds of problem of which the scanner must report one; empty when the body must be accepted
     * @param offset where the problem must be reported, or -1 when only the scanner can tell
     */
    record Verdict(
            Set<Kind> allowed, long offset, @Nullable String model, long valueStart, long valueEnd, boolean stream) {}

    private final int maxDepth;
    private final int maxModelLength;

    private int addedBytes; // of the byte order mark that the body itself does not have
    private int depth;
    private boolean modelNamed;
    private @Nullable String model;
    private long valueStart;
    private long valueEnd;
    private boolean stream;
    private @Nullable Kind rule;
    private long ruleOffset;

    private JacksonOracle(int maxDepth, int maxModelLength) {
        this.maxDepth = maxDepth;
        this.maxModelLength = maxModelLength;
    }

    static Verdict judge(byte[] body, int maxDepth, int maxModelLength) {
        return new JacksonOracle(maxDepth, maxModelLength).judge(body);
    }

    private Verdict judge(byte[] body) {
        if (looksWide(body)) {
            return verdict(EnumSet.of(Kind.NOT_UTF8), 0);
        }
        int bom = startsWithBom(body) ? BOM.length : 0;
        addedBytes = BOM.length - bom;
        int valid = validUtf8(body);
        int first = skipWhiteSpace(body, bom);
        if (first == body.length) {
            return verdict(EnumSet.of(Kind.EMPTY_BODY), body.length);
        }
        if (body.length < BOM.length && Arrays.equals(body, Arrays.copyOf(BOM, body.length))) {
            return verdict(EnumSet.of(Kind.TRUNCATED), body.length);
        }
        if (body[first] != '{') {
            boolean accepted = parses(body, bom, body.length);
            return verdict(accepted ? EnumSet.of(Kind.NOT_OBJECT) : EnumSet.of(Kind.NOT_OBJECT, Kind.MALFORMED), first);
        }
        return object(body, bom, valid);
    }

    private Verdict object(byte[] body, int bom, int valid) {
        int end;
        try (JsonParser parser = parser(body, bom, valid)) {
            parser.nextToken();
            depth = 1;
            while (depth > 0 && rule == null) {
                step(parser);
            }
            end = skipWhiteSpace(body, (int) (parser.currentLocation().getByteOffset() - addedBytes));
        } catch (IOException e) {
            return rejected(
                    valid == body.length
                            ? EnumSet.of(Kind.MALFORMED, Kind.TRUNCATED)
                            : EnumSet.of(Kind.MALFORMED, Kind.TRUNCATED, Kind.NOT_UTF8));
        }
        if (rule != null) {
            return verdict(EnumSet.of(rule), ruleOffset);
        }
        if (end < body.length) {
            return verdict(EnumSet.of(Kind.MALFORMED), end);
        }
        if (model == null) {
            return verdict(EnumSet.of(Kind.NO_MODEL), body.length);
        }
        return verdict(EnumSet.noneOf(Kind.class), -1);
    }

    private void step(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new JsonEOFException(parser, JsonToken.NOT_AVAILABLE, "the object is open");
        }
        long offset = parser.currentTokenLocation().getByteOffset() - addedBytes;
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                depth++;
                if (depth > maxDepth) {
                    breaks(Kind.TOO_DEEP, offset);
                }
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> {
                if (depth == 1) {
                    member(parser, parser.currentName(), offset);
                }
            }
            default -> parser.finishToken();
        }
    }

    private void member(JsonParser parser, String name, long nameOffset) throws IOException {
        if (name.equals("stream")) {
            // Where the value is of another type, the next step reads it.
            stream = false;
            JsonToken token = parser.nextToken();
            stream = token == JsonToken.VALUE_TRUE;
            if (token.isStructStart()) {
                depth++;
                if (depth > maxDepth) {
                    breaks(Kind.TOO_DEEP, parser.currentTokenLocation().getByteOffset() - addedBytes);
                }
            } else {
                parser.finishToken();
            }
        } else if (name.equals("model")) {
            if (modelNamed) {
                breaks(Kind.DUPLICATE_MODEL, nameOffset);
                return;
            }
            modelNamed = true;
            JsonToken token = parser.nextToken();
            long offset = parser.currentTokenLocation().getByteOffset() - addedBytes;
            if (token != JsonToken.VALUE_STRING) {
                breaks(Kind.MODEL_NOT_STRING, offset);
                return;
            }
            String text = parser.getText();
            if (text.isEmpty()) {
                breaks(Kind.MODEL_EMPTY, offset);
            } else if (text.length() > maxModelLength) {
                breaks(Kind.MODEL_TOO_LONG, offset);
            } else {
                model = text;
                valueStart = offset;
                valueEnd = parser.currentLocation().getByteOffset() - addedBytes;
            }
        }
    }

    private void breaks(Kind kind, long offset) {
        rule = kind;
        ruleOffset = offset;
    }

    /**
     * Jackson rejects the bytes. It looks past a name to the value's first bytes before it reports the name, so a rule
     * that the scanner sees broken at the name or in the middle of a value may be reported instead.
     */
    private Verdict rejected(Set<Kind> kinds) {
        if (rule != null) {
            return verdict(EnumSet.of(rule), ruleOffset);
        }
        EnumSet<Kind> allowed = EnumSet.copyOf(kinds);
        allowed.add(modelNamed ? Kind.DUPLICATE_MODEL : Kind.MODEL_NOT_STRING);
        allowed.add(Kind.MODEL_NOT_STRING);
        allowed.add(Kind.MODEL_TOO_LONG);
        allowed.add(Kind.TOO_DEEP);
        return verdict(allowed, -1);
    }

    private Verdict verdict(Set<Kind> allowed, long offset) {
        return new Verdict(allowed, offset, model, valueStart, valueEnd, stream);
    }

    /** Jackson and the strict decoder accept exactly one value of any type. */
    static boolean parses(byte[] body, int from, int to) {
        if (validUtf8(body) < body.length) {
            return false;
        }
        try (JsonParser parser = parser(body, from, to)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** A parser of the bytes behind the byte order mark that never guesses the encoding. */
    private static JsonParser parser(byte[] body, int bom, int to) throws IOException {
        if (bom > 0) {
            return FACTORY.createParser(body, 0, to);
        }
        byte[] marked = new byte[BOM.length + to];
        System.arraycopy(BOM, 0, marked, 0, BOM.length);
        System.arraycopy(body, 0, marked, BOM.length, to);
        return FACTORY.createParser(marked);
    }

    private static int skipWhiteSpace(byte[] body, int from) {
        int p = from;
        while (p < body.length && " \t\r\n".indexOf(body[p]) >= 0) {
            p++;
        }
        return p;
    }

    /** A byte order mark of UTF-16 or UTF-32, or a NUL in the first two bytes. */
    private static boolean looksWide(byte[] body) {
        int first = body.length > 0 ? body[0] & 0xFF : ' ';
        boolean nulSecond = body.length > 1 && body[1] == 0;
        return first == 0x00 || first >= 0xFE || (nulSecond && first != 0xEF);
    }

    private static boolean startsWithBom(byte[] body) {
        return body.length >= 3 && body[0] == BOM[0] && body[1] == BOM[1] && body[2] == BOM[2];
    }

    private static int validUtf8(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        StandardCharsets.UTF_8.newDecoder().decode(bytes, CharBuffer.allocate(body.length), true);
        return bytes.position();
    }
}
