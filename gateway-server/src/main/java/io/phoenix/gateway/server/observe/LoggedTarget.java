package io.phoenix.gateway.server.observe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request's target as logs may hold it: the values of query parameters that carry credentials are blanked. Stateless. */
final class LoggedTarget {

    private static final Set<String> SECRET = Set.of(
            "key",
            "api_key",
            "apikey",
            "api-key",
            "token",
            "access_token",
            "id_token",
            "refresh_token",
            "auth",
            "authorization",
            "password",
            "passwd",
            "secret",
            "client_secret",
            "signature",
            "sig",
            "code",
            "sid",
            "session",
            "jwt");

    /** What ends a parameter for one app or another; a fragment may follow in a Referer. */
    private static final String SEPARATORS = "&;?#";

    private LoggedTarget() {}

    /** The same for a URL that may be missing. */
    static @Nullable String ofNullable(@Nullable String url) {
        return url == null ? null : of(url);
    }

    static String of(String target) {
        int query = target.indexOf('?');
        if (query < 0 || query == target.length() - 1) {
            return target;
        }
        StringBuilder shown = new StringBuilder(target.length()).append(target, 0, query + 1);
        int start = query + 1;
        for (int i = start; i <= target.length(); i++) {
            if (i == target.length() || SEPARATORS.indexOf(target.charAt(i)) >= 0) {
                append(shown, target.substring(start, i));
                if (i < target.length()) {
                    shown.append(target.charAt(i));
                }
                start = i + 1;
            }
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        if (equals >= 0 && isSecret(name)) {
            shown.append(name).append("=***");
        } else {
            shown.append(parameter);
        }
    }

    /** Compared as an app would read it: decoded, and {@code token[]} for what it is. */
    private static boolean isSecret(String name) {
        String read = name.indexOf('%') < 0 ? name : decoded(name);
        int bracket = read.indexOf('[');
        String plain = (bracket < 0 ? read : read.substring(0, bracket)).toLowerCase(Locale.ROOT);
        return SECRET.contains(plain) || SECRET.contains(plain.substring(plain.lastIndexOf('-') + 1));
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
