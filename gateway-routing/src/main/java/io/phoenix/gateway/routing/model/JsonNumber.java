package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/**
 * One number by the grammar of RFC 8259, section 6, of any length: its value is never computed. Reused for every number
 * of a body; owned by one {@link JsonScanner} and confined to its thread.
 */
final class JsonNumber {
    private static final int MINUS = 0;
    private static final int ZERO = 1;
    private static final int INTEGER = 2;
    private static final int POINT = 3;
    private static final int FRACTION = 4;
    private static final int E = 5;
    private static final int SIGN = 6;
    private static final int EXPONENT = 7;

    private static final long ZEROS = 0x3030303030303030L;
    private static final long TO_HIGH_BIT = 0x4646464646464646L; // lifts ':' and all above it to 0x80

    private int state;

    /** Takes the first byte: a minus sign or a digit. */
    void begin(int first) {
        state = first == '-' ? MINUS : first == '0' ? ZERO : INTEGER;
    }

    /** Reads on; the index of the first byte that does not belong to the number, or {@code to}. */
    int scan(ByteBuffer bytes, int from, int to) {
        int p = from;
        int s = state;
        if (takesDigits(s)) {
            p = skipDigits(bytes, p, to);
        }
        while (p < to) {
            int b = bytes.get(p);
            int next = isDigit(b) ? digit(s, b) : sign(s, b);
            if (next < 0) {
                break;
            }
            s = next;
            p++;
            if (takesDigits(s)) {
                p = skipDigits(bytes, p, to);
            }
        }
        state = s;
        return p;
    }

    /**
     * Without a branch per digit: lengths differ from number to number in a list of token ids, and a wrong guess costs
     * more than eight digits.
     */
    private static int skipDigits(ByteBuffer bytes, int from, int to) {
        int p = from;
        while (p <= to - 8) {
            long v = StringRun.eightBytes(bytes, p);
            long others = (v - ZEROS | v + TO_HIGH_BIT | v) & StringRun.HIGH_BITS;
            if (others != 0) {
                return p + (Long.numberOfTrailingZeros(others) >>> 3);
            }
            p += 8;
        }
        while (p < to && isDigit(bytes.get(p))) {
            p++;
        }
        return p;
    }

    private static boolean takesDigits(int state) {
        return state == INTEGER || state == FRACTION || state == EXPONENT;
    }

    /** What stands there so far is a number. */
    boolean isWhole() {
        return state == ZERO || state == INTEGER || state == FRACTION || state == EXPONENT;
    }

    /** A digit cannot follow a leading zero; said here, because no comma would mend it. */
    boolean refuses(int b) {
        return state == ZERO && isDigit(b);
    }

    /** What may follow, for a message. */
    String expected() {
        return switch (state) {
            case MINUS -> "a digit after '-'";
            case ZERO -> "no digit after a leading 0";
            case POINT -> "a digit after the decimal point";
            default -> "a digit in the exponent";
        };
    }

    private static int digit(int state, int b) {
        return switch (state) {
            case MINUS -> b == '0' ? ZERO : INTEGER;
            case ZERO -> -1;
            case POINT -> FRACTION;
            case E, SIGN -> EXPONENT;
            default -> state;
        };
    }

    private static int sign(int state, int b) {
        return switch (b) {
            case '.' -> state == ZERO || state == INTEGER ? POINT : -1;
            case 'e', 'E' -> state == ZERO || state == INTEGER || state == FRACTION ? E : -1;
            case '+', '-' -> state == E ? SIGN : -1;
            default -> -1;
        };
    }

    static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }
}
