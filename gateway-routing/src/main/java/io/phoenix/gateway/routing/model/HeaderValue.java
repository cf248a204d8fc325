package io.phoenix.gateway.routing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The value of a header that has parameters, such as Content-Type and Content-Disposition (RFC 9110, section 5.6.6).
 * Read by the grammar alone: blanks stand only behind a semicolon, no parameter is there twice, and every quote is
 * closed; where one of these fails, lenient readers disagree about what the parameters are. Immutable.
 *
 * @param value what stands before the parameters, in lower case
 */
record HeaderValue(String value, List<Parameter> parameters) {

    /**
     * One parameter.
     *
     * @param name in lower case
     * @param value without its quotes, with backslashes as they were written
     */
    record Parameter(String name, String value) {}

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    HeaderValue {
        parameters = List.copyOf(parameters);
    }

    /** The value of the only parameter called {@code name}, or null. */
    @Nullable
    String parameter(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return null;
    }

    /** Whether a parameter is called {@code name}, or is a part or an encoded form of it (RFC 2231, RFC 8187). */
    boolean hasAnyFormOf(String name) {
        return parameters.stream()
                .anyMatch(parameter ->
                        parameter.name().equals(name) || parameter.name().startsWith(name + '*'));
    }

    /** Reads {@code text}; null when it is not of that form. */
    static @Nullable HeaderValue parse(String text) {
        int end = endOfToken(text, 0);
        if (end > 0 && end < text.length() && text.charAt(end) == '/') {
            int subtype = end + 1;
            end = endOfToken(text, subtype);
            if (end == subtype) {
                return null;
            }
        }
        if (end == 0) {
            return null;
        }
        String value = text.substring(0, end).toLowerCase(Locale.ROOT);
        List<Parameter> parameters = new ArrayList<>(2);
        while (end < text.length()) {
            end = text.charAt(end) == ';' ? parameter(text, end + 1, parameters) : -1;
            if (end < 0) {
                return null;
            }
        }
        return new HeaderValue(value, parameters);
    }

    /** Reads the parameter behind a semicolon; the index behind it, or -1. */
    private static int parameter(String text, int from, List<Parameter> parameters) {
        int start = from;
        while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
            start++;
        }
        int equals = endOfToken(text, start);
        if (equals == start || equals + 1 >= text.length() || text.charAt(equals) != '=') {
            return -1;
        }
        String name = text.substring(start, equals).toLowerCase(Locale.ROOT);
        boolean quoted = text.charAt(equals + 1) == '"';
        int begin = quoted ? equals + 2 : equals + 1;
        int end = quoted ? endOfQuoted(text, begin) : endOfToken(text, begin);
        boolean twice = parameters.stream().anyMatch(other -> other.name().equals(name));
        if (twice || end < begin || (!quoted && end == begin)) {
            return -1;
        }
        parameters.add(new Parameter(name, text.substring(begin, end)));
        return quoted ? end + 1 : end;
    }

    /** The index of the closing quote, or -1. */
    private static int endOfQuoted(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i;
            }
            if (c == '\\') {
                i++;
            }
        }
        return -1;
    }

    static int endOfToken(String text, int from) {
        int i = from;
        while (i < text.length() && isTokenChar(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isTokenChar(char c) {
        return AsciiByte.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
