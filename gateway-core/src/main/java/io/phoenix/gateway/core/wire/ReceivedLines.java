package io.phoenix.gateway.core.wire;

import io.netty.util.AsciiString;

/**
 * The lines of a received head as places in its bytes. Nothing is made of a line that nobody asks for; a removed one is
 * only marked. Confined to one worker.
 */
final class ReceivedLines {

    /** Of each line four places are kept: where its name begins, and these; behind the last one, where it ends. */
    static final int PLACES = 4;

    static final int COLON = 1;
    static final int VALUE = 2;
    static final int VALUE_END = 3;

    private static final int REMOVED = -1;

    private final byte[] bytes;
    private final int[] places;
    private final int count;
    private int removed;

    /** Takes ownership of both arrays. */
    ReceivedLines(byte[] bytes, int[] places, int count) {
        this.bytes = bytes;
        this.places = places;
        this.count = count;
    }

    /** All of them, those that are removed included. */
    int count() {
        return count;
    }

    /** Those that are not removed. */
    int left() {
        return count - removed;
    }

    /** The first from {@code from} on that is not removed, or one too many. */
    int next(int from) {
        int line = from;
        while (line < count && isRemoved(line)) {
            line++;
        }
        return line;
    }

    private boolean isRemoved(int line) {
        return places[line * PLACES + COLON] == REMOVED;
    }

    void remove(int line) {
        places[line * PLACES + COLON] = REMOVED;
        removed++;
    }

    /** A bit for each name that is there. */
    long names() {
        long names = 0;
        for (int line = 0; line < count; line++) {
            int start = places[line * PLACES];
            names |= bit(places[line * PLACES + COLON] - start, bytes[start]);
        }
        return names;
    }

    /** The same bit for equal names, and mostly another one for others. */
    static long bit(int length, int first) {
        return 1L << (length * 7 + Octets.lower(first));
    }

    /** Whether {@code line} is called {@code name}; never so for a removed one. */
    boolean isNamed(int line, CharSequence name) {
        int start = places[line * PLACES];
        int length = name.length();
        if (places[line * PLACES + COLON] - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Octets.lower(bytes[start + i]) != Octets.lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The name, not copied. */
    AsciiString name(int line) {
        int start = places[line * PLACES];
        return new AsciiString(bytes, start, places[line * PLACES + COLON] - start, false);
    }

    /** The value, not copied. */
    AsciiString part(int line) {
        int start = places[line * PLACES + VALUE];
        return new AsciiString(bytes, start, places[line * PLACES + VALUE_END] - start, false);
    }

    String value(int line) {
        return Octets.text(bytes, places[line * PLACES + VALUE], places[line * PLACES + VALUE_END]);
    }

    boolean hasValue(int line, CharSequence value) {
        int start = places[line * PLACES + VALUE];
        if (places[line * PLACES + VALUE_END] - start != value.length()) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if ((bytes[start + i] & 0xff) != value.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes the lines as they came, in runs, but for those whose blanks are not the usual ones: an app may be less
     * patient with them.
     */
    void writeTo(HeadWriter out) {
        int line = 0;
        while (line < count) {
            int first = line;
            while (line < count && isUsual(line)) {
                line++;
            }
            out.bytes(bytes, places[first * PLACES], places[line * PLACES]);
            if (line < count && !isRemoved(line)) {
                out.field(name(line), part(line));
            }
            line++;
        }
    }

    /** One blank behind the colon, and none at the end. */
    private boolean isUsual(int line) {
        int first = line * PLACES;
        int colon = places[first + COLON];
        return colon != REMOVED
                && places[first + VALUE] == colon + 2
                && bytes[colon + 1] == ' '
                && places[first + PLACES] == places[first + VALUE_END] + 2;
    }
}
