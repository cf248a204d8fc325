package io.phoenix.gateway.server.migration.nginx;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One beginning of a path that is replaced by another.
 *
 * @param matched what is taken off
 * @param replacement what stands there instead
 */
record PrefixRewrite(String matched, String replacement) {

    private static final Pattern EXPRESSION =
            Pattern.compile("\\^((?:[^()\\[\\]{}*+?|^$.\\\\]|\\\\[^A-Za-z0-9])*)(/\\?)?\\((/?)\\.[*+]\\)\\$?");
    private static final Pattern FIRST_GROUP = Pattern.compile("([^$?]*)\\$(?:1|\\{1})(?:\\$is_args\\$args)?");

    /** The rewrite of a {@code rewrite} or of a {@code proxy_pass} with a group; null if it is of another kind. */
    static @Nullable PrefixRewrite of(String expression, String replacement) {
        Matcher from = EXPRESSION.matcher(expression);
        Matcher to = FIRST_GROUP.matcher(replacement);
        if (!from.matches() || !to.matches()) {
            return null;
        }
        String literal = from.group(1).replaceAll("\\\\(.)", "$1");
        return new PrefixRewrite(from.group(2) == null ? literal : literal + "/", to.group(1));
    }

    /**
     * The beginning that the gateway has to take off all of {@code paths} for the same effect, with a slash at its end;
     * "/" if nothing is taken off. Null if that is not all that happens.
     */
    @Nullable
    String strippedFrom(List<String> paths) {
        if (!matched.endsWith(replacement)) {
            return null;
        }
        String taken = matched.substring(0, matched.length() - replacement.length()) + "/";
        return taken.startsWith("/")
                        && (replacement.isEmpty() || replacement.startsWith("/"))
                        && paths.stream().allMatch(path -> path.startsWith(taken))
                ? taken
                : null;
    }
}
