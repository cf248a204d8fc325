package io.phoenix.gateway.server.migration.nginx;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a {@code location} is for. Paths are decoded here, as NGINX compares them.
 *
 * @param text the path, the expression or the name
 */
record LocationPattern(Kind kind, String text) {

    enum Kind {
        EXACT,
        PREFIX,
        /** {@code ^~}: a prefix behind which no expression is tried. */
        FIRM_PREFIX,
        REGEX,
        REGEX_ANY_CASE,
        NAMED
    }

    static LocationPattern of(Directive location) {
        String first = location.argument(0);
        String second = location.argument(1);
        return switch (first) {
            case "=" -> new LocationPattern(Kind.EXACT, second);
            case "^~" -> new LocationPattern(Kind.FIRM_PREFIX, second);
            case "~" -> new LocationPattern(Kind.REGEX, second);
            case "~*" -> new LocationPattern(Kind.REGEX_ANY_CASE, second);
            default -> withoutBlank(first);
        };
    }

    /** NGINX takes {@code =/a}, {@code ~^/a} and the like as well. */
    private static LocationPattern withoutBlank(String text) {
        if (text.startsWith("@")) {
            return new LocationPattern(Kind.NAMED, text);
        }
        if (text.startsWith("=")) {
            return new LocationPattern(Kind.EXACT, text.substring(1));
        }
        if (text.startsWith("^~")) {
            return new LocationPattern(Kind.FIRM_PREFIX, text.substring(2));
        }
        if (text.startsWith("~*")) {
            return new LocationPattern(Kind.REGEX_ANY_CASE, text.substring(2));
        }
        return text.startsWith("~")
                ? new LocationPattern(Kind.REGEX, text.substring(1))
                : new LocationPattern(Kind.PREFIX, text);
    }

    boolean isPrefix() {
        return kind == Kind.PREFIX || kind == Kind.FIRM_PREFIX;
    }

    boolean isRegex() {
        return kind == Kind.REGEX || kind == Kind.REGEX_ANY_CASE;
    }

    /** The paths of a route for the same requests, or nearly; null if no route can be for them. */
    @Nullable
    List<String> paths() {
        List<String> paths = switch (kind) {
            case EXACT -> text.endsWith("/") ? null : List.of(text);
            case PREFIX, FIRM_PREFIX -> RegexPaths.prefix(text);
            case REGEX, REGEX_ANY_CASE -> RegexPaths.of(text);
            case NAMED -> null;
        };
        return paths == null || !paths.stream().allMatch(RoutePath::canBeWritten) ? null : paths;
    }

    /** What is different about the requests that a route of {@link #paths} takes; null if nothing is. */
    @Nullable
    String difference() {
        if (kind == Kind.REGEX_ANY_CASE) {
            return "NGINX matches it in any case, the gateway as it is written";
        }
        return isPrefix() && !text.endsWith("/")
                ? "NGINX takes " + text + "xyz too, the gateway " + text + " and what is below " + text + "/"
                : null;
    }

    /** The expression; null if this is none or is not one that can be tried here. */
    @Nullable
    Pattern regex() {
        if (!isRegex()) {
            return null;
        }
        try {
            return Pattern.compile(text, kind == Kind.REGEX_ANY_CASE ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }
}
