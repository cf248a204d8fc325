package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of one JSON object, read chunk by chunk in constant memory: all of RFC 8259 and the UTF-8 of every byte
 * is checked, and a {@link JsonObserver} hears of the members that it cares for. Half surrogate pairs in the escapes of
 * a text, not of a name, are let through, as Jackson does. How the object is cut into chunks never changes what is
 * told.
 *
 * <p>Can be used for one object after the other. Owned by one reader and confined to its thread; keeps no reference to
 * a chunk.
 */
final class JsonScanner {
    // Where the scanner stands. The first three are inside a token; in the rest white space may come first.
    private static final int STRING = 0;
    private static final int NUMBER = 1;
    private static final int LITERAL = 2;
    private static final int BEFORE_OBJECT = 3;
    private static final int FIRST_NAME_OR_END = 4;
    private static final int NAME = 5;
    private static final int COLON = 6;
    private static final int FIRST_ELEMENT_OR_END = 7;
    private static final int VALUE = 8;
    private static final int COMMA_OR_END = 9;
    private static final int AFTER_OBJECT = 10;

    /** Of a value that nobody asked for; not the same as one of which no char is to be kept. */
    private static final int UNWANTED = JsonString.SKIPPED;

    private final JsonObserver observer;
    private final int nameDepth;
    private final int nameLimit;
    private final int maxDepth;
    private final Nesting nesting;
    private final JsonString string = new JsonString();
    private final JsonNumber number = new JsonNumber();
    private final JsonLiteral literal = new JsonLiteral();

    private int state = BEFORE_OBJECT;
    private long chunkStart; // what to add to an index in the chunk for an offset
    private boolean stringIsName;
    private long stringStart;
    private int wanted = UNWANTED; // chars to keep of the value that comes next, or is being read
    private @Nullable BodyProblem problem;

    /**
     * A scanner of objects.
     *
     * @param nameDepth how deep a member may be to be told; 1 for those of the outermost object only
     * @param nameLimit how many chars of a name to keep: those of the longest that matters
     * @param maxDepth containers that may be open at once, at least 1
     */
    JsonScanner(JsonObserver observer, int nameDepth, int nameLimit, int maxDepth) {
        this.observer = observer;
        this.nameDepth = nameDepth;
        this.nameLimit = nameLimit;
        this.maxDepth = maxDepth;
        this.nesting = new Nesting(maxDepth);
    }

    /** Forgets all, to stand before the next object. */
    void reset() {
        nesting.clear();
        state = BEFORE_OBJECT;
        wanted = UNWANTED;
        problem = null;
    }

    /**
     * Reads the bytes from {@code from} to {@code to}, of which the first one is told as standing at {@code offset}. It
     * reads nothing once there is a problem.
     */
    void scan(ByteBuffer bytes, int from, int to, long offset) {
        int p = from;
        chunkStart = offset - from;
        while (p < to && problem == null) {
            p = switch (state) {
                case STRING -> string(bytes, p, to);
                case NUMBER -> number(bytes, p, to);
                case LITERAL -> literal(bytes, p, to);
                default -> structure(bytes, p, to);
            };
        }
    }

    /** Nothing but white space was read. */
    boolean isBlank() {
        return state == BEFORE_OBJECT;
    }

    /** The object is complete, with nothing but white space behind it. */
    boolean isComplete() {
        return state == AFTER_OBJECT && problem == null;
    }

    /** The first problem, of the grammar or of the observer. */
    @Nullable
    BodyProblem problem() {
        return problem;
    }

    /** Ends the reading with a problem; there must be none yet. */
    void fail(BodyProblem.Kind kind, long offset, String message) {
        problem = new BodyProblem(kind, offset, message);
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
                    yield malformed(b, p, "':' after a member's name");
                }
                state = VALUE;
                yield p + 1;
            }
            case NAME -> b == '"' ? name(p) : malformed(b, p, "a member's name in double quotes");
            case FIRST_NAME_OR_END -> {
                if (b == '"') {
                    yield name(p);
                }
                yield b == '}' ? close(p) : malformed(b, p, "a member's name in double quotes or '}'");
            }
            case FIRST_ELEMENT_OR_END -> b == ']' ? close(p) : value(b, p);
            case BEFORE_OBJECT -> b == '{' ? open(true, p) : notObject(b, p);
            default -> malformed(b, p, "nothing but white space after the JSON object");
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
        return malformed(b, p, inObject ? "',' or '}' after a member" : "',' or ']' after an element");
    }

    private int name(int p) {
        return beginString(true, p, nesting.depth() <= nameDepth ? nameLimit : JsonString.SKIPPED);
    }

    private int value(int b, int p) {
        if (wanted != UNWANTED) {
            observer.onValue(b, chunkStart + p);
            if (problem != null) {
                return p;
            }
        }
        switch (b) {
            case '"' -> {
                return beginString(false, p, wanted);
            }
            case '{', '[' -> {
                return open(b == '{', p);
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                number.begin(b);
                state = NUMBER;
            }
            case 't', 'f', 'n' -> {
                literal.begin(b);
                state = LITERAL;
            }
            default -> {
                return malformed(b, p, "a JSON value");
            }
        }
        return p + 1;
    }

    private int open(boolean object, int p) {
        if (!nesting.enter(object)) {
            long offset = chunkStart + p;
            fail(
                    BodyProblem.Kind.TOO_DEEP,
                    offset,
                    "At byte %d the JSON is nested deeper than %d levels. Send it flatter."
                            .formatted(offset, maxDepth));
        }
        wanted = UNWANTED;
        state = object ? FIRST_NAME_OR_END : FIRST_ELEMENT_OR_END;
        return p + 1;
    }

    private int close(int p) {
        nesting.leave();
        state = nesting.depth() == 0 ? AFTER_OBJECT : COMMA_OR_END;
        return p + 1;
    }

    // --- Tokens, each of which may be cut anywhere by the end of a chunk

    private int beginString(boolean name, int p, int limit) {
        stringIsName = name;
        stringStart = chunkStart + p;
        string.begin(name, limit);
        state = STRING;
        return p + 1;
    }

    private int string(ByteBuffer bytes, int from, int end) {
        int p = string.scan(bytes, from, end);
        if (wanted != UNWANTED && !stringIsName && string.isTooLong()) {
            wanted = UNWANTED;
            observer.onLongText();
        }
        BodyProblem.Kind fault = string.fault();
        if (fault != null && problem == null) {
            long offset = chunkStart + p;
            fail(fault, offset, "At byte %d %s.".formatted(offset, string.faultDetail()));
        }
        if (string.isClosed() && problem == null) {
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
        if (nesting.depth() <= nameDepth) {
            wanted = observer.onName(string, nesting.depth(), stringStart);
        }
    }

    private void textRead(long end) {
        state = COMMA_OR_END;
        if (wanted != UNWANTED) {
            wanted = UNWANTED;
            observer.onText(string, end);
        }
    }

    private int number(ByteBuffer bytes, int from, int end) {
        int p = number.scan(bytes, from, end);
        if (p == end) {
            return p;
        }
        int b = bytes.get(p);
        if (!number.isWhole() || number.refuses(b)) {
            return malformed(b, p, number.expected());
        }
        wanted = UNWANTED;
        state = COMMA_OR_END;
        return p;
    }

    private int literal(ByteBuffer bytes, int from, int end) {
        int p = literal.scan(bytes, from, end);
        if (literal.isWhole()) {
            if (wanted != UNWANTED && literal.isTrue()) {
                observer.onTrue();
            }
            wanted = UNWANTED;
            state = COMMA_OR_END;
        } else if (p < end) {
            return malformed(bytes.get(p), p, "the literal " + literal.word());
        }
        return p;
    }

    // --- Problems; the scan stops on one, wherever it stands

    private int notObject(int b, int p) {
        if ("[\"-0123456789tfn".indexOf(b) < 0) {
            return malformed(b, p, "a JSON object, beginning with '{'");
        }
        long offset = chunkStart + p;
        fail(
                BodyProblem.Kind.NOT_OBJECT,
                offset,
                "The body must be a JSON object with a \"model\" member, but at byte %d another value begins with %s."
                        .formatted(offset, FoundByte.describe(b)));
        return p;
    }

    private int malformed(int b, int p, String expected) {
        long offset = chunkStart + p;
        fail(
                BodyProblem.Kind.MALFORMED,
                offset,
                "The body is not valid JSON: at byte %d there must be %s, but there is %s."
                        .formatted(offset, expected, FoundByte.describe(b)));
        return p;
    }
}
