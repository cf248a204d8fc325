package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/** JSON's four white space characters; indented bodies are full of them. Stateless. */
final class WhiteSpace {
    private static final long EIGHT_BLANKS = 0x2020202020202020L;

    private WhiteSpace() {}

    /** The index of the first byte in [{@code from}, {@code to}) that is not white space, or {@code to}. */
    static int skip(ByteBuffer bytes, int from, int to) {
        int p = from;
        while (p < to && is(bytes.get(p))) {
            p++;
            while (p <= to - 8) {
                long others = StringRun.eightBytes(bytes, p) ^ EIGHT_BLANKS;
                if (others != 0) {
                    p += Long.numberOfTrailingZeros(others) >>> 3;
                    break;
                }
                p += 8;
            }
        }
        return p;
    }

    static boolean is(int b) {
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }
}
