package io.phoenix.gateway.core.wire;

import io.phoenix.gateway.core.http.AsciiChars;
import java.nio.charset.StandardCharsets;

/** Classes of bytes, by table. Stateless. */
final class Octets {

    static final byte TOKEN = 1;
    static final byte VISIBLE = 2;
    static final byte TEXT = 4;
    static final byte DIGIT = 8;

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int b = 0; b < CLASSES.length; b++) {
            boolean digit = b >= '0' && b <= '9';
            boolean token = AsciiChars.isToken(b);
            boolean visible = b > ' ' && b < 0x7f;
            boolean text = b == '\t' || (b >= ' ' && b != 0x7f);
            CLASSES[b] =
                    (byte) ((token ? TOKEN : 0) | (visible ? VISIBLE : 0) | (text ? TEXT : 0) | (digit ? DIGIT : 0));
        }
    }

    private Octets() {}

    /**
     * Whether {@code octet} is of {@code kind}: TOKEN, what methods and names of fields are made of (RFC 9110, section
     * 5.6.2); VISIBLE, ASCII without blanks and controls; TEXT, what values are made of, bytes beyond ASCII included
     * (section 5.5); DIGIT.
     */
    static boolean is(byte octet, byte kind) {
        return (CLASSES[octet & 0xff] & kind) != 0;
    }

    /** The first index from {@code from} on at which no byte of {@code kind} is, or {@code end}. */
    static int skip(byte[] bytes, int from, int end, byte kind) {
        int at = from;
        while (at < end && (CLASSES[bytes[at] & 0xff] & kind) != 0) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** An ASCII letter in lower case, and any other byte as it is. */
    static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet;
    }

    /** A character a byte. */
    static String text(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
