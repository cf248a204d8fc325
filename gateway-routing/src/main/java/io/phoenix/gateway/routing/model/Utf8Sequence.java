package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/**
 * One character of two to four bytes, checked as strictly as Unicode's table 3-7 asks (no overlong form, no surrogate,
 * nothing above U+10FFFF) and across chunk borders. Owned by one {@link JsonString}, confined to its thread.
 */
final class Utf8Sequence {
    private int remaining;
    private int lowest;
    private int highest;
    private int codePoint;

    /** Begins with a lead byte (0x80 to 0xFF); false when no character begins so. */
    boolean begin(int lead) {
        lowest = 0x80;
        highest = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            remaining = 1;
            codePoint = lead & 0x1F;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            remaining = 2;
            codePoint = lead & 0x0F;
            if (lead == 0xE0) {
                lowest = 0xA0; // below: overlong
            } else if (lead == 0xED) {
                highest = 0x9F; // above: surrogates
            }
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            remaining = 3;
            codePoint = lead & 0x07;
            if (lead == 0xF0) {
                lowest = 0x90; // below: overlong
            } else if (lead == 0xF4) {
                highest = 0x8F; // above: beyond U+10FFFF
            }
        } else {
            return false;
        }
        return true;
    }

    /** Takes the next byte; false when it cannot stand here. */
    boolean next(int b) {
        if (b < lowest || b > highest) {
            return false;
        }
        lowest = 0x80;
        highest = 0xBF;
        codePoint = codePoint << 6 | (b & 0x3F);
        remaining--;
        return true;
    }

    boolean isComplete() {
        return remaining == 0;
    }

    int codePoint() {
        return codePoint;
    }

    /**
     * Passes over whole valid characters that are not ASCII. Where it stops there is ASCII, a broken character or one
     * that the chunk does not hold to its end; it never judges, so that the slow path alone says what is wrong and
     * where.
     */
    static int skipWhole(ByteBuffer bytes, int from, int to) {
        int p = from;
        while (p < to) {
            int lead = bytes.get(p);
            if (lead >= 0) {
                break;
            }
            if (lead < (byte) 0xE0) {
                if (lead < (byte) 0xC2 || to - p < 2 || !isContinuation(bytes.get(p + 1))) {
                    break;
                }
                p += 2;
            } else if (lead < (byte) 0xF0) {
                if (to - p < 3 || !isContinuation(bytes.get(p + 1)) || !isContinuation(bytes.get(p + 2))) {
                    break;
                }
                int head = (lead & 0x0F) << 6 | (bytes.get(p + 1) & 0x3F);
                if (head < 0x20 || head >> 5 == 0xD800 >> 11) {
                    break; // overlong, or a surrogate
                }
                p += 3;
            } else {
                if (to - p < 4
                        || !isContinuation(bytes.get(p + 1))
                        || !isContinuation(bytes.get(p + 2))
                        || !isContinuation(bytes.get(p + 3))) {
                    break;
                }
                int head = (lead & 0x0F) << 6 | (bytes.get(p + 1) & 0x3F);
                if (head < 0x10 || head > 0x10F) {
                    break; // overlong, or beyond U+10FFFF (a lead above F4 too)
                }
                p += 4;
            }
        }
        return p;
    }

    private static boolean isContinuation(byte b) {
        return b < (byte) 0xC0;
    }
}
