package io.phoenix.gateway.core.http;

/** Classes of characters, as HTTP knows them. Stateless. */
public final class AsciiChars {

    private AsciiChars() {}

    /** Whether {@code text} is not empty and has only letters, digits and characters of {@code others}. */
    static boolean isWord(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && others.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether {@code text} has only characters that are seen: no blank, no control, nothing beyond ASCII. */
    static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code text} has only digits, or nothing. */
    public static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code b} may stand in a method or in the name of a header (RFC 9110, section 5.6.2). */
    public static boolean isToken(int b) {
        return b < 0x80 && (isLetterOrDigit((char) b) || "!#$%&'*+-.^_`|~".indexOf(b) >= 0);
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
