package io.phoenix.gateway.routing.model;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON body chunk by chunk and finds the {@code model} of its outermost object, in constant memory: nothing of
 * the body is kept but the model itself. Goes on to the last byte, because a second {@code model} or a fault in the
 * grammar makes the whole body unfit, whatever was read before.
 *
 * <p>Only the member of the outermost object whose decoded name is exactly {@code model} counts. All of RFC 8259 and
 * the UTF-8 of every byte is checked; half surrogate pairs in the escapes of a text, not of a name, are let through, as
 * Jackson does. How the body is cut into chunks never changes a result.
 *
 * <p>One scanner reads one body. It is owned by that body's reader and confined to its thread; it keeps no reference to
 * a chunk.
 */
public final class JsonModelScanner implements ModelScanner {
    /** Containers that may be open at once, the outermost object included. */
    public static final int DEFAULT_MAX_DEPTH = 512;
    /** Chars that a model's decoded name may have. */
    public static final int DEFAULT_MAX_MODEL_LENGTH = 256;

    private static final String MODEL_NAME = "model";
    private static final String STREAM_NAME = "stream";
    private static final int LONGEST_NAME = STREAM_NAME.length();

    // Where the scanner stands. The first four see the opening bytes, the next three are inside a token, and in the
    // rest
    // white space may come first.
    private static final int FIRST_BYTE = 0;
    private static final int SECOND_BYTE = 1;
    private static final int MARK_SECOND = 2;
    private static final int MARK_THIRD = 3;
    private static final int STRING = 4;
    private static final int NUMBER = 5;
    private static final int LITERAL = 6;
    private static final int BEFORE_OBJECT = 7;
    private static final int FIRST_NAME_OR_END = 8;
    private static final int NAME = 9;
    private static final int COLON = 10;
    private static final int FIRST_ELEMENT_OR_END = 11;
    private static final int VALUE = 12;
    private static final int COMMA_OR_END = 13;
    private static final int AFTER_OBJECT = 14;

    // What the string at hand is, or what the value at hand belongs to.
    private static final int OTHER = 0;
    private static final int MODEL = 1;
    private static final int STREAM = 2;

    private final Nesting nesting;
    private final JsonString string = new JsonString();
    private final JsonNumber number = new JsonNumber();
    private final int maxDepth;
    private final int maxModelLength;

    private int state = FIRST_BYTE;
    private long chunkStart; // offset in the body of the chunk's first byte
    private int firstByte;
    private int bomLength;
    private boolean stringIsName;
    private long stringStart;
    private int member = OTHER; // whose value comes next, or is being read
    private String literal = "";
    private int literalRead;
    private boolean modelNamed;
    private @Nullable String model;
    private long valueStart;
    private long valueEnd;
    private boolean stream;
    private boolean ended;
    private @Nullable BodyProblem problem;

    /** A scanner with the default limits. */
    public JsonModelScanner() {
        this(DEFAULT_MAX_DEPTH, DEFAULT_MAX_MODEL_LENGTH);
    }

    /**
     * A scanner with limits of its own.
     *
     * @param maxDepth containers that may be open at once, at least 1
     * @param maxModelLength chars that the decoded model may have, at least 1
     */
    public JsonModelScanner(int maxDepth, int maxModelLength) {
        if (maxDepth < 1 || maxModelLength < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
        this.maxDepth = maxDepth;
        this.maxModelLength = maxModelLength;
        this.nesting = new Nesting(maxDepth);
    }

    /** Reads all readable bytes of {@code chunk} without moving its indices or releasing it. */
    @Override
    public void feed(ByteBuf chunk) {
        if (problem != null || !chunk.isReadable()) {
            return;
        }
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        if (chunk.nioBufferCount() == 1) {
            scan(chunk.nioBuffer());
        } else {
            for (ByteBuffer part : chunk.nioBuffers()) {
                scan(part);
            }
        }
    }

    /** No more bytes: completes the check. A body that stops too early, or names no model, is a problem. */
    @Override
    public void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (problem == null && state == SECOND_BYTE) {
            first(firstByte);
        }
        if (problem != null) {
            return;
        }
        switch (state) {
            case FIRST_BYTE, BEFORE_OBJECT ->
                fail(
                        BodyProblem.Kind.EMPTY_BODY,
                        chunkStart,
                        "The body is empty. Send a JSON object with a \"model\" member.");
            case AFTER_OBJECT -> {
                if (!hasModel()) {
                    fail(
                            BodyProblem.Kind.NO_MODEL,
                            chunkStart,
                            "The JSON object ended without a \"model\" member. Name the model at the top level,"
                                    + " spelled in lower case.");
                }
            }
            default ->
                fail(
                        BodyProblem.Kind.TRUNCATED,
                        chunkStart,
                        "The body ends after byte %d, before its JSON object is complete. Send the whole object."
                                .formatted(chunkStart));
        }
    }

    /** The model's value is complete; stays true whatever follows. */
    @Override
    public boolean hasModel() {
        return model != null;
    }

    /**
     * The decoded model.
     *
     * @throws IllegalStateException unless {@link #hasModel()}
     */
    @Override
    public String model() {
        if (model == null) {
            throw new IllegalStateException("no model was read");
        }
        return model;
    }

    /** Offset in the raw body, byte order mark included, of the opening quote of the model's value. */
    @Override
    public long valueStart() {
        return valueStart;
    }

    /** Offset in the raw body, byte order mark included, just past the closing quote of the model's value. */
    @Override
    public long valueEnd() {
        return valueEnd;
    }

    /** Bytes of the byte order mark that the body begins with: 0 or 3. */
    @Override
    public int bomLength() {
        return bomLength;
    }

    @Override
    public byte[] served(Model model) {
        return model.servedJson();
    }

    @Override
    public String faultCode() {
        return "invalid_json";
    }

    /** The outermost object's {@code stream}, where read so far, is literally true; the last one counts. */
    public boolean stream() {
        return stream;
    }

    /** The body has ended, is well-formed and names one model. */
    public boolean isComplete() {
        return ended && problem == null;
    }

    /** The first problem; once there is one, further bytes are ignored. */
    @Override
    public @Nullable BodyProblem problem() {
        return problem;
    }

    private void scan(ByteBuffer bytes) {
        int p = bytes.position();
        int end = bytes.limit();
        chunkStart -= p; // so that chunkStart plus an index is always an offset in the body
        while (p < end && problem == null) {
            p = switch (state) {
                case STRING -> string(bytes, p, end);
                case NUMBER -> number(bytes, p, end);
                case LITERAL -> literal(bytes, p, end);
                case FIRST_BYTE, SECOND_BYTE, MARK_SECOND, MARK_THIRD -> opening(bytes.get(p) & 0xFF, p);
                default -> structure(bytes, p, end);
            };
        }
        chunkStart += end;
    }

    // --- The opening bytes: encoding, byte order mark, and the one object

    private int opening(int b, int p) {
        switch (state) {
            case FIRST_BYTE -> {
                if (b == 0x00 || b >= 0xFE) {
                    return wideEncoding();
                }
                firstByte = b;
                state = b == 0xEF ? MARK_SECOND : SECOND_BYTE;
                return p + 1;
            }
            case SECOND_BYTE -> {
                // The first byte waits for this one: ASCII followed by NUL is UTF-16 or UTF-32, whatever the character.
                if (b == 0x00) {
                    return wideEncoding();
                }
                first(firstByte);
                return p;
            }
            default -> {
                if (b == (state == MARK_SECOND ? 0xBB : 0xBF)) {
                    bomLength = state == MARK_SECOND ? 0 : 3;
                    state = state == MARK_SECOND ? MARK_THIRD : BEFORE_OBJECT;
                    return p + 1;
                }
                return notObject(firstByte, 0);
            }
        }
    }

    private int wideEncoding() {
        return fail(
                BodyProblem.Kind.NOT_UTF8,
                0,
                "The body begins like UTF-16 or UTF-32 at byte 0. JSON is exchanged in UTF-8 only; encode the body so.");
    }

    /** Judges byte 0, which was held back until the byte after it was known. */
    private void first(int b) {
        if (b == '{') {
            open(true, 0);
        } else if (WhiteSpace.is(b)) {
            state = BEFORE_OBJECT;
        } else {
            notObject(b, 0);
        }
    }

    private int notObject(int b, long offset) {
        boolean otherValue = "[\"-0123456789tfn".indexOf(b) >= 0;
        if (!otherValue) {
            return malformed(b, offset, "a JSON object, beginning with '{'");
        }
        return fail(
                BodyProblem.Kind.NOT_OBJECT,
                offset,
                "The body must be a JSON object with a \"model\" member, but at byte %d another value begins with %s."
                        .formatted(offset, FoundByte.describe(b)));
    }

    // --- Structure: what may stand between the tokens

    private int structure(ByteBuffer bytes, int from, int end) {
        int p = from;
        do {
            p = WhiteSpace.skip(bytes, p, end);
            if (p == end) {
                return p;
            }
            p = mark(bytes.get(p), p);
        } while (p < end && state >= BEFORE_OBJECT && problem == null);
        return p;
    }

    private int mark(int b, int p) {
        return switch (state) {
            case COMMA_OR_END -> commaOrEnd(b, p);
            case VALUE -> value(b, p);
            case COLON -> {
                if (b != ':') {
                    yield malformed(b, chunkStart + p, "':' after a member's name");
                }
                state = VALUE;
                yield p + 1;
            }
            case NAME -> b == '"' ? name(p) : malformed(b, chunkStart + p, "a member's name in double quotes");
            case FIRST_NAME_OR_END -> {
                if (b == '"') {
                    yield name(p);
                }
                yield b == '}' ? close(p) : malformed(b, chunkStart + p, "a member's name in double quotes or '}'");
            }
            case FIRST_ELEMENT_OR_END -> b == ']' ? close(p) : value(b, p);
            case BEFORE_OBJECT -> {
                if (b != '{') {
                    yield notObject(b, chunkStart + p);
                }
                open(true, chunkStart + p);
                yield p + 1;
            }
            default -> malformed(b, chunkStart + p, "nothing but white space after the JSON object");
        };
    }

    private int commaOrEnd(int b, int p) {
        boolean inObject = nesting.inObject();
        if (b == ',') {
            state = inObject ? NAME : VALUE;
            return p + 1;
        }
        if (b == (inObject ? '}' : ']')) {
            return close(p);
        }
        return malformed(b, chunkStart + p, inObject ? "',' or '}' after a member" : "',' or ']' after an element");
    }

    private int name(int p) {
        beginString(true, p, nesting.depth() == 1 ? LONGEST_NAME : JsonString.SKIPPED);
        return p + 1;
    }

    private int value(int b, int p) {
        if (member != OTHER) {
            if (member == STREAM) {
                stream = false;
            } else if (b != '"') {
                String type = typeBeginningWith(b);
                if (type != null) {
                    return modelNotString(type, p);
                }
            }
        }
        switch (b) {
            case '"' -> {
                beginString(false, p, member == MODEL ? maxModelLength : JsonString.SKIPPED);
            }
            case '{' -> open(true, chunkStart + p);
            case '[' -> open(false, chunkStart + p);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                number.begin(b);
                state = NUMBER;
            }
            case 't' -> beginLiteral("true");
            case 'f' -> beginLiteral("false");
            case 'n' -> beginLiteral("null");
            default -> {
                return malformed(b, chunkStart + p, "a JSON value");
            }
        }
        return p + 1;
    }

    private void open(boolean object, long offset) {
        if (!nesting.enter(object)) {
            fail(
                    BodyProblem.Kind.TOO_DEEP,
                    offset,
                    "At byte %d the JSON is nested deeper than %d levels. Send it flatter."
                            .formatted(offset, maxDepth));
        }
        member = OTHER;
        state = object ? FIRST_NAME_OR_END : FIRST_ELEMENT_OR_END;
    }

    private int close(int p) {
        nesting.leave();
        state = nesting.depth() == 0 ? AFTER_OBJECT : COMMA_OR_END;
        return p + 1;
    }

    // --- Tokens, each of which may be cut anywhere by the end of a chunk

    private void beginString(boolean name, int p, int limit) {
        stringIsName = name;
        stringStart = chunkStart + p;
        string.begin(name, limit);
        state = STRING;
    }

    private int string(ByteBuffer bytes, int from, int end) {
        int p = string.scan(bytes, from, end);
        if (!stringIsName && member == MODEL && string.isTooLong()) {
            return fail(
                    BodyProblem.Kind.MODEL_TOO_LONG,
                    stringStart,
                    "The \"model\" at byte %d is longer than %d characters. Send the name of a model."
                            .formatted(stringStart, maxModelLength));
        }
        BodyProblem.Kind fault = string.fault();
        if (fault != null) {
            long offset = chunkStart + p;
            return fail(fault, offset, "At byte %d %s.".formatted(offset, string.faultDetail()));
        }
        if (string.isClosed()) {
            if (stringIsName) {
                nameRead();
            } else {
                textRead(chunkStart + p);
            }
        }
        return p;
    }

    private void nameRead() {
        state = COLON;
        if (nesting.depth() > 1) {
            return;
        }
        if (string.is(MODEL_NAME)) {
            if (modelNamed) {
                fail(
                        BodyProblem.Kind.DUPLICATE_MODEL,
                        stringStart,
                        "A second \"model\" member stands at byte %d. Readers differ in which one they take; send only one."
                                .formatted(stringStart));
            }
            modelNamed = true;
            member = MODEL;
        } else if (string.is(STREAM_NAME)) {
            member = STREAM;
        }
    }

    private void textRead(long offset) {
        state = COMMA_OR_END;
        if (member == MODEL) {
            if (string.isEmpty()) {
                fail(
                        BodyProblem.Kind.MODEL_EMPTY,
                        stringStart,
                        "The \"model\" at byte %d is empty. Send the name of a model.".formatted(stringStart));
            } else {
                model = string.text();
                valueStart = stringStart;
                valueEnd = offset;
            }
        }
        member = OTHER;
    }

    private int number(ByteBuffer bytes, int from, int end) {
        int p = number.scan(bytes, from, end);
        if (p == end) {
            return p;
        }
        int b = bytes.get(p);
        if (!number.isWhole() || number.refuses(b)) {
            return malformed(b, chunkStart + p, number.expected());
        }
        member = OTHER;
        state = COMMA_OR_END;
        return p;
    }

    private void beginLiteral(String literal) {
        this.literal = literal;
        literalRead = 1;
        state = LITERAL;
    }

    private int literal(ByteBuffer bytes, int from, int end) {
        int p = from;
        while (p < end) {
            int b = bytes.get(p);
            if (b != literal.charAt(literalRead)) {
                return malformed(b, chunkStart + p, "the literal " + literal);
            }
            p++;
            literalRead++;
            if (literalRead == literal.length()) {
                stream |= member == STREAM && literal.equals("true");
                member = OTHER;
                state = COMMA_OR_END;
                return p;
            }
        }
        return p;
    }

    // --- Problems

    private int modelNotString(String type, int p) {
        long offset = chunkStart + p;
        return fail(
                BodyProblem.Kind.MODEL_NOT_STRING,
                offset,
                "\"model\" must be a string, but at byte %d it is %s. Send the model's name in double quotes."
                        .formatted(offset, type));
    }

    private static @Nullable String typeBeginningWith(int b) {
        return switch (b) {
            case '{' -> "an object";
            case '[' -> "an array";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> b == '-' || JsonNumber.isDigit(b) ? "a number" : null;
        };
    }

    private int malformed(int b, long offset, String expected) {
        return fail(
                BodyProblem.Kind.MALFORMED,
                offset,
                "The body is not valid JSON: at byte %d there must be %s, but there is %s."
                        .formatted(offset, expected, FoundByte.describe(b)));
    }

    private int fail(BodyProblem.Kind kind, long offset, String message) {
        problem = new BodyProblem(kind, offset, message);
        return 0; // the scan stops on a problem, wherever it stands
    }
}
