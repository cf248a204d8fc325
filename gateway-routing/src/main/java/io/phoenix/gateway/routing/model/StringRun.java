package io.phoenix.gateway.routing.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Passes over the bytes of a string that mean only themselves, eight at a time: base64 images and prose are nearly all
 * of a large body, so this loop decides the speed of the scanner. Stateless.
 */
final class StringRun {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH_BYTE = 0x0101010101010101L;
    static final long HIGH_BITS = 0x8080808080808080L;
    private static final long BACKSLASHES = '\\' * EACH_BYTE;
    private static final long TWOS = 0x02 * EACH_BYTE;
    private static final long THIRTY_THREES = 0x21 * EACH_BYTE;

    private StringRun() {}

    /**
     * The index of the first byte in [{@code from}, {@code to}) that is a quote, a backslash, a control character or
     * not ASCII; {@code to} when there is none.
     */
    static int skip(ByteBuffer bytes, int from, int to) {
        int p = from;
        if (p <= to - 8) {
            long special = special(bytes, p) & HIGH_BITS;
            if (special != 0) {
                return p + (Long.numberOfTrailingZeros(special) >>> 3); // most names and many values end here
            }
            p += 8;
        }
        while (p <= to - 32) {
            long special = special(bytes, p) | special(bytes, p + 8) | special(bytes, p + 16) | special(bytes, p + 24);
            if ((special & HIGH_BITS) != 0) {
                break;
            }
            p += 32;
        }
        while (p <= to - 8) {
            long special = special(bytes, p) & HIGH_BITS;
            if (special != 0) {
                return p + (Long.numberOfTrailingZeros(special) >>> 3);
            }
            p += 8;
        }
        while (p < to && isPlain(bytes.get(p))) {
            p++;
        }
        return p;
    }

    /**
     * Sets the high bit of each byte that ends a run. Flipping bit 1 moves the quote (0x22) next to the control
     * characters and nothing else below 0x21, so one subtraction finds both. A borrow can only spoil bytes above one
     * that is set rightly; little-endian order makes those the later ones, so the lowest set bit is always right.
     */
    private static long special(ByteBuffer bytes, int index) {
        long v = eightBytes(bytes, index);
        return ((v ^ TWOS) - THIRTY_THREES) | ((v ^ BACKSLASHES) - EACH_BYTE) | v;
    }

    /** The eight bytes from {@code index} on, the first one lowest. */
    static long eightBytes(ByteBuffer bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    private static boolean isPlain(byte b) {
        return b >= 0x20 && b != '"' && b != '\\';
    }
}
