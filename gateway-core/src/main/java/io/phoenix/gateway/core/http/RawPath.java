package io.phoenix.gateway.core.http;

import java.util.Locale;

/** Questions about a path in its raw, percent-encoded form; nothing is ever decoded into what is sent. Stateless. */
public final class RawPath {

    private RawPath() {}

    /**
     * Whether the dot segments of {@code path} from {@code start} on would climb out of what lies before {@code start},
     * as any backend might read them: encoded dots, encoded slashes and backslashes count, and so does {@code ..;x},
     * from which some take the parameter off.
     */
    public static boolean climbsOut(String path, int start) {
        if (path.indexOf("..", start) < 0 && path.indexOf('%', start) < 0) {
            return false;
        }
        String plain = path.substring(start)
                .toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "/")
                .replace('\\', '/');
        int depth = 0;
        for (String segment : plain.split("/", -1)) {
            if (segment.equals("..") || segment.startsWith("..;")) {
                depth--;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }
}
