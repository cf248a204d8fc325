package io.phoenix.gateway.server.migration.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the paths that a regular expression stands for, if it is of a simple kind: literal, or a choice of literals.
 */
final class RegexPaths {

    private static final String LITERAL = "(?:[^()\\[\\]{}*+?|^$.\\\\]|\\\\[^A-Za-z0-9])*";
    private static final Pattern FORM = Pattern.compile(
            "\\^(" + LITERAL + ")(?:\\((?:\\?:)?(" + LITERAL + "(?:\\|" + LITERAL + ")+)\\)(" + LITERAL
                    + "))?(\\$|\\.\\*\\$?|\\(\\.[*+]\\)\\$?|\\(/\\|\\$\\)|\\(\\?:/\\|\\$\\)|\\(/\\.\\*\\)\\??\\$?|/\\?\\$|)");
    private static final Set<String> BELOW = Set.of("(/|$)", "(?:/|$)", "(/.*)?", "(/.*)?$");

    private RegexPaths() {}

    /** A prefix, as the paths of a route: itself, and what is below it. */
    static List<String> prefix(String text) {
        return text.endsWith("/") ? List.of(text) : List.of(text, text + "/");
    }

    /** The paths of a route; null if the expression is of another kind. */
    static @Nullable List<String> of(String expression) {
        Matcher matcher = FORM.matcher(expression);
        if (!matcher.matches()) {
            return null;
        }
        List<String> paths = new ArrayList<>();
        String tail = matcher.group(4);
        for (String choice : matcher.group(2) == null
                ? List.of("")
                : List.of(matcher.group(2).split("\\|", -1))) {
            String text = literal(matcher.group(1) + choice + (matcher.group(3) == null ? "" : matcher.group(3)));
            if (tail.equals("$") && !text.endsWith("/")) {
                paths.add(text);
            } else if (BELOW.contains(tail) && !text.endsWith("/")) {
                paths.addAll(prefix(text));
            } else if ((tail.isEmpty() || tail.contains(".")) && text.endsWith("/")) {
                paths.add(text);
            } else if (tail.startsWith("(/.*)") && !tail.contains("?")) {
                paths.add(text + "/");
            } else {
                return null;
            }
        }
        return paths.stream().distinct().toList();
    }

    private static String literal(String escaped) {
        return escaped.replaceAll("\\\\(.)", "$1");
    }
}
