package io.phoenix.gateway.provisioner.json;

/** Puts what a file says into a sentence: on one line, not longer than a reader wants, without control characters. */
public final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** {@code text} in quotes. */
    public static String of(String text) {
        return '"' + line(text) + '"';
    }

    /** {@code text} without quotes. */
    public static String line(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) || isLoose(c) ? '?' : c));
        return text.codePointCount(0, text.length()) > LONGEST ? shown + "..." : shown.toString();
    }

    private static boolean isLoose(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }
}
