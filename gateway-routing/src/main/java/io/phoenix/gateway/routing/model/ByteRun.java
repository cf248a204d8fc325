package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/**
 * Passes over bytes that are not the one looked for, eight at a time: nearly all of a large form is a file that nobody
 * reads here, so this loop decides the speed of its scanner. Stateless.
 */
final class ByteRun {
    private static final long EACH_BYTE = 0x0101010101010101L;

    private ByteRun() {}

    /** The index of the first {@code wanted} in [{@code from}, {@code to}), or {@code to}. */
    static int until(ByteBuffer bytes, int from, int to, byte wanted) {
        long pattern = (wanted & 0xFFL) * EACH_BYTE;
        int p = from;
        while (p <= to - 32) {
            long found = zeros(StringRun.eightBytes(bytes, p) ^ pattern)
                    | zeros(StringRun.eightBytes(bytes, p + 8) ^ pattern)
                    | zeros(StringRun.eightBytes(bytes, p + 16) ^ pattern)
                    | zeros(StringRun.eightBytes(bytes, p + 24) ^ pattern);
            if (found != 0) {
                break;
            }
            p += 32;
        }
        while (p <= to - 8) {
            long found = zeros(StringRun.eightBytes(bytes, p) ^ pattern);
            if (found != 0) {
                return p + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            p += 8;
        }
        while (p < to && bytes.get(p) != wanted) {
            p++;
        }
        return p;
    }

    /**
     * Sets the high bit of each byte that is zero. A borrow can only spoil bytes above one that is set rightly, which
     * in little-endian order are the later ones, so the lowest set bit is always right.
     */
    private static long zeros(long v) {
        return (v - EACH_BYTE) & ~v & StringRun.HIGH_BITS;
    }
}
