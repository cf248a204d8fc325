package io.phoenix.gateway.server.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** What a route's path may be: raw, as in the request line, so that it can be compared byte by byte. */
final class PathRule {
    private static final Pattern CHARACTERS = Pattern.compile("(?:[A-Za-z0-9._~!$&'()+,;=:@/-]|%[0-9A-Fa-f]{2})*");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)/(?:\\.|%2e){1,2}(?:/|$)");

    private static final Pattern QUERY = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");

    private PathRule() {}

    static @Nullable String read(Value value) {
        String path = value.text("a path, like /qdrant/");
        if (path == null) {
            return null;
        }
        String wrong = wrong(path);
        if (wrong != null) {
            value.error(Excerpt.of(path) + " " + wrong);
        }
        return wrong == null ? path : null;
    }

    /** The same with a query, for what the gateway asks on its own account; {@code example} is such a path. */
    static @Nullable String readWithQuery(Value value, String example) {
        String path = value.text("a path, like " + example);
        if (path == null) {
            return null;
        }
        int query = path.indexOf('?');
        String wrong = wrong(query < 0 ? path : path.substring(0, query));
        if (wrong == null
                && query >= 0
                && !QUERY.matcher(path.substring(query + 1)).matches()) {
            wrong = "has characters that a request line cannot have; percent-encode them, like %20 for a blank";
        }
        if (wrong != null) {
            value.error(Excerpt.of(path) + " " + wrong);
        }
        return wrong == null ? path : null;
    }

    static boolean isPrefix(Value value) {
        return value.node() instanceof ScalarNode scalar && scalar.getValue().endsWith("/");
    }

    /** What is wrong with {@code path}, or null. */
    static @Nullable String wrong(String path) {
        if (!path.startsWith("/")) {
            return "should start with \"/\", like /qdrant/";
        }
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            return "has a query or a fragment; a path ends before \"?\" and \"#\"";
        }
        if (path.indexOf('*') >= 0) {
            return "has a wildcard; a path that ends with \"/\" stands for everything below it";
        }
        if (DOT_SEGMENT.matcher(path).find()) {
            return "has a \".\" or \"..\" in it; write the path that is meant";
        }
        if (!CHARACTERS.matcher(path).matches()) {
            return "has characters that a request line cannot have; percent-encode them, like %20 for a blank";
        }
        return null;
    }
}
