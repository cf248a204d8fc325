package io.phoenix.gateway.routing.policy;

import java.util.Locale;

/**
 * The form of a path in which two spellings of the same resource are equal, for comparing only: what is sent stays the
 * raw path. Upstreams differ in which spellings they take for the same, so this form takes together whatever any of
 * them might: it may call too much the same, never too little. Stateless.
 */
final class NormalPath {

    /** Servers decode once, and a careless proxy before them a second time; nothing reads a path more often. */
    private static final int DECODINGS = 3;

    private NormalPath() {}

    /**
     * {@code path} decoded, with slashes only as separators: {@code %6d} is {@code m} for every server, {@code %2f} and
     * the backslash are a slash for many.
     */
    static String decoded(String path) {
        String text = path;
        for (int i = 0; i < DECODINGS && text.indexOf('%') >= 0; i++) {
            text = decodedOnce(text);
        }
        return text.replace('\\', '/');
    }

    /**
     * Whether a decoded path has a dot segment, also with a parameter behind it, which some servers take off first.
     * Where such a path leads depends on who resolves it and in which order with the other rules; clients resolve dot
     * segments before they send (RFC 3986, section 5.2.4).
     */
    static boolean hasDotSegment(String decoded) {
        int start = 0;
        while (start <= decoded.length()) {
            int end = decoded.indexOf('/', start);
            String segment = named(decoded.substring(start, end < 0 ? decoded.length() : end));
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
            start = end < 0 ? decoded.length() + 1 : end + 1;
        }
        return false;
    }

    /**
     * The comparable form of a decoded path: segments without parameters, each after one slash, none at the end, in
     * lower case.
     */
    static String of(String decoded) {
        StringBuilder normal = new StringBuilder(decoded.length());
        for (String part : upToQuery(decoded).split("/", -1)) {
            String segment = named(part);
            // Doubled slashes are one for servers that merge them, a slash at the end is none for many.
            if (!segment.isEmpty()) {
                normal.append('/').append(segment);
            }
        }
        // Servers on file systems that ignore case, and some routers, ignore it too.
        return normal.toString().toLowerCase(Locale.ROOT);
    }

    /** A server that decodes before it splits ends the path at an encoded question mark; one in C at a NUL. */
    private static String upToQuery(String decoded) {
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c == '?' || c == '#' || c == 0) {
                return decoded.substring(0, i);
            }
        }
        return decoded;
    }

    /** Servlet containers take {@code ;params} off a segment; some servers trim blanks and control characters. */
    private static String named(String segment) {
        int parameters = segment.indexOf(';');
        return (parameters < 0 ? segment : segment.substring(0, parameters)).trim();
    }

    private static String decodedOnce(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' && i + 2 < text.length() ? octet(text.charAt(i + 1), text.charAt(i + 2)) : -1;
            decoded.append(value < 0 ? c : (char) value);
            i += value < 0 ? 0 : 2;
        }
        return decoded.toString();
    }

    private static int octet(char high, char low) {
        int upper = Character.digit(high, 16);
        int lower = Character.digit(low, 16);
        return upper < 0 || lower < 0 ? -1 : upper << 4 | lower;
    }
}
