package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The inside of one string, between its quotes: escapes, control characters, UTF-8, and the decoded text where it is
 * wanted. Reused for every string of a body; owned by one {@link JsonScanner} and confined to its thread.
 */
final class JsonString {
    /** Limit for a string whose text nobody wants. */
    static final int SKIPPED = -1;

    private static final int CHARACTERS = 0;
    private static final int ESCAPE = 1;
    private static final int HEX = 2;
    private static final int SEQUENCE = 3;
    private static final int LOW_BACKSLASH = 4;
    private static final int LOW_U = 5;
    private static final int CLOSED = 6;

    private final Utf8Sequence sequence = new Utf8Sequence();
    private final StringBuilder text = new StringBuilder(32);
    private int state;
    private int limit;
    private boolean tooLong;
    private boolean isName;
    private boolean lowSurrogateDue;
    private int hexLeft;
    private int hexValue;
    private BodyProblem.@Nullable Kind fault;
    private String faultDetail = "";

    /**
     * Stands behind an opening quote; keeps up to {@code limit} decoded chars, none when it is {@link #SKIPPED}. A name
     * must have whole surrogate pairs, while a text may have half ones: Jackson draws the line there, and text that was
     * cut in the middle of a character by a careless client is common enough to let through.
     */
    void begin(boolean name, int limit) {
        isName = name;
        this.limit = limit;
        state = CHARACTERS;
        tooLong = false;
        lowSurrogateDue = false;
        fault = null;
        text.setLength(0);
    }

    /** Reads on; the index behind the closing quote, of the byte at fault, or {@code to}. */
    int scan(ByteBuffer bytes, int from, int to) {
        int p = from;
        while (p < to && fault == null && state != CLOSED) {
            switch (state) {
                case CHARACTERS -> p = characters(bytes, p, to);
                case ESCAPE -> p = escape(bytes.get(p), p);
                case HEX -> p = hex(bytes.get(p), p);
                case LOW_BACKSLASH -> p = lowSurrogate(bytes.get(p), '\\', LOW_U, p);
                case LOW_U -> p = lowSurrogate(bytes.get(p), 'u', HEX, p);
                default -> p = sequence(bytes.get(p) & 0xFF, p);
            }
        }
        return p;
    }

    boolean isClosed() {
        return state == CLOSED;
    }

    /** What is wrong with the byte where {@link #scan} stopped. */
    BodyProblem.@Nullable Kind fault() {
        return fault;
    }

    String faultDetail() {
        return faultDetail;
    }

    /**
     * More text came than is kept. A fault can only come later in the body, so whoever cares must ask this first: then
     * the answer does not depend on how the bytes were cut into chunks.
     */
    boolean isTooLong() {
        return tooLong;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    boolean is(String expected) {
        return !tooLong && expected.contentEquals(text);
    }

    /** Equal but for the case of letters, and not equal. */
    boolean isCaseVariantOf(String expected) {
        return !tooLong
                && text.length() == expected.length()
                && !expected.contentEquals(text)
                && expected.equalsIgnoreCase(text.toString());
    }

    String text() {
        return text.toString();
    }

    private int characters(ByteBuffer bytes, int from, int to) {
        int p = from;
        while (true) {
            int run = StringRun.skip(bytes, p, to);
            if (limit != SKIPPED) {
                keep(bytes, p, run);
            }
            p = run;
            if (p == to) {
                return p;
            }
            int b = bytes.get(p);
            if (b == '"') {
                state = CLOSED;
                return p + 1;
            }
            if (b == '\\') {
                state = ESCAPE;
                p++;
                if (p == to) {
                    return p;
                }
                p = escape(bytes.get(p), p);
                if (state != CHARACTERS) {
                    return p; // a fault, or four digits to come
                }
            } else if (b < 0) {
                if (limit == SKIPPED) {
                    p = Utf8Sequence.skipWhole(bytes, p, to);
                    if (p == to) {
                        return p;
                    }
                    b = bytes.get(p);
                }
                if (b < 0) {
                    return lead(b & 0xFF, p);
                }
            } else {
                return fail(
                        p,
                        BodyProblem.Kind.MALFORMED,
                        "a control character (0x%02X) stands in a string; write it as an escape".formatted(b));
            }
        }
    }

    private int escape(int b, int p) {
        switch (b) {
            case '"', '\\', '/' -> keep((char) b);
            case 'b' -> keep('\b');
            case 'f' -> keep('\f');
            case 'n' -> keep('\n');
            case 'r' -> keep('\r');
            case 't' -> keep('\t');
            case 'u' -> {
                state = HEX;
                hexLeft = 4;
                return p + 1;
            }
            default -> {
                return fail(
                        p,
                        BodyProblem.Kind.MALFORMED,
                        "a backslash in a string must be followed by one of \" \\ / b f n r t u, not by "
                                + FoundByte.describe(b));
            }
        }
        state = CHARACTERS;
        return p + 1;
    }

    private int hex(int b, int p) {
        int digit = Character.digit((char) (b & 0xFF), 16);
        if (digit < 0) {
            return fail(
                    p,
                    BodyProblem.Kind.MALFORMED,
                    "\\u must be followed by four hexadecimal digits, not by " + FoundByte.describe(b));
        }
        hexValue = hexValue << 4 | digit; // older digits leave by the cast to char
        hexLeft--;
        return hexLeft == 0 ? escaped((char) hexValue, p) : p + 1;
    }

    private int escaped(char c, int p) {
        if (isName && Character.isLowSurrogate(c) != lowSurrogateDue) {
            return halfPair(p);
        }
        keep(c);
        lowSurrogateDue = isName && Character.isHighSurrogate(c);
        state = lowSurrogateDue ? LOW_BACKSLASH : CHARACTERS;
        return p + 1;
    }

    private int lowSurrogate(int b, char expected, int next, int p) {
        if (b != expected) {
            return halfPair(p);
        }
        hexLeft = 4;
        state = next;
        return p + 1;
    }

    private int halfPair(int p) {
        return fail(p, BodyProblem.Kind.MALFORMED, "a member's name has half a surrogate pair; escape the whole pair");
    }

    private int lead(int b, int p) {
        if (!sequence.begin(b)) {
            return notUtf8(b, p);
        }
        state = SEQUENCE;
        return p + 1;
    }

    private int sequence(int b, int p) {
        if (!sequence.next(b)) {
            return notUtf8(b, p);
        }
        if (sequence.isComplete()) {
            if (limit != SKIPPED) {
                int codePoint = sequence.codePoint();
                if (Character.isBmpCodePoint(codePoint)) {
                    keep((char) codePoint);
                } else {
                    keep(Character.highSurrogate(codePoint));
                    keep(Character.lowSurrogate(codePoint));
                }
            }
            state = CHARACTERS;
        }
        return p + 1;
    }

    private int notUtf8(int b, int p) {
        return fail(
                p,
                BodyProblem.Kind.NOT_UTF8,
                "the bytes are not valid UTF-8 (0x%02X cannot stand here); send the body in UTF-8".formatted(b));
    }

    private int fail(int p, BodyProblem.Kind kind, String detail) {
        fault = kind;
        faultDetail = detail;
        return p;
    }

    private void keep(ByteBuffer bytes, int from, int to) {
        int kept = Math.min(to - from, limit - text.length());
        for (int p = from; p < from + kept; p++) {
            text.append((char) bytes.get(p));
        }
        if (kept < to - from) {
            overflow();
        }
    }

    private void keep(char c) {
        if (limit == SKIPPED) {
            return;
        }
        if (text.length() < limit) {
            text.append(c);
        } else {
            overflow();
        }
    }

    private void overflow() {
        tooLong = true;
        limit = SKIPPED; // a megabyte of name is passed over as fast as any other string
    }
}
