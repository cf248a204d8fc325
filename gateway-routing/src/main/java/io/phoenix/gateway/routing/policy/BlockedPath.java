package io.phoenix.gateway.routing.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One path that a route does not pass on.
 *
 * @param rule what the operator calls it: the name of a set, or the line as it stands in the configuration
 * @param method the method that is blocked, or null for all
 * @param path as the upstream sees it, with what is below it if it ends with a slash
 */
public record BlockedPath(String rule, @Nullable String method, String path) {

    /** A line of the configuration: a path, or a method and a path. */
    public static BlockedPath parse(String rule, String line) {
        int blank = line.indexOf(' ');
        return new BlockedPath(rule, blank < 0 ? null : line.substring(0, blank), line.substring(blank + 1));
    }

    boolean isPrefix() {
        return path.endsWith("/");
    }

    boolean concerns(String asked) {
        return method == null
                || method.equals(asked.toUpperCase(Locale.ROOT))
                || (method.equals("GET") && asked.equalsIgnoreCase("HEAD"));
    }
}
