package io.phoenix.gateway.routing.model;

import java.nio.charset.StandardCharsets;

/**
 * Percent-encoded text (RFC 3986, section 2.1), decoded byte by byte across chunk borders. Stricter than most readers:
 * a percent sign without two digits behind it is no text, because some readers keep it, some drop it and one reads
 * {@code %u0065} as a letter. Owned by one reader, confined to its thread.
 */
final class PercentText {
    /** The byte is the first or second of three. */
    static final int MORE = -1;
    /** The byte cannot stand here. */
    static final int BROKEN = -2;

    private static final String UNRESERVED = "-._~";
    private static final String HEX = "0123456789ABCDEF";

    private final boolean plusIsBlank;
    private int digitsDue;
    private int decoded;

    /** Text of a form or a query, where a plus sign stands for a blank, or of a path, where it is itself. */
    PercentText(boolean plusIsBlank) {
        this.plusIsBlank = plusIsBlank;
    }

    /** The byte that {@code b} completes, {@link #MORE} or {@link #BROKEN}. */
    int next(int b) {
        if (digitsDue == 0) {
            if (b == '%') {
                digitsDue = 2;
                decoded = 0;
                return MORE;
            }
            return plusIsBlank && b == '+' ? ' ' : b;
        }
        int digit = b < 0x80 ? Character.digit((char) b, 16) : -1;
        if (digit < 0) {
            return BROKEN;
        }
        decoded = (decoded << 4) | digit;
        digitsDue--;
        return digitsDue == 0 ? decoded : MORE;
    }

    /** No digit is missing. */
    boolean isWhole() {
        return digitsDue == 0;
    }

    /** {@code text} in UTF-8 with all but the unreserved characters encoded, which is right in any part of a target. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (AsciiByte.isLetterOrDigit(b) || UNRESERVED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return encoded.toString();
    }
}
