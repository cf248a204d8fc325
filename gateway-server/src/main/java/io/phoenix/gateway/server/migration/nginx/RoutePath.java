package io.phoenix.gateway.server.migration.nginx;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Paths as the gateway compares them: raw, as they stand in a request line. */
final class RoutePath {

    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(?:/|$)");
    private static final String UNENCODED = "._~!$&'()+,;=:@/-";

    private RoutePath() {}

    /** Whether a route can be for {@code path}, which is decoded. */
    static boolean canBeWritten(String path) {
        return path.startsWith("/")
                && path.indexOf('*') < 0
                && !DOT_SEGMENT.matcher(path).find();
    }

    /** A decoded path with those characters encoded that clients must encode. */
    static String encode(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (plain || UNENCODED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    static List<String> encode(List<String> paths) {
        return paths.stream().map(RoutePath::encode).toList();
    }
}
