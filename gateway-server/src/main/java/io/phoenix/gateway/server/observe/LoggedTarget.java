package io.phoenix.gateway.server.observe;

import io.netty.handler.codec.http.QueryStringDecoder;
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

    private LoggedTarget() {}

    /** A Referer, which holds the target of another request; null for none. */
    static @Nullable String ofReferer(@Nullable String referer) {
        return referer == null ? null : of(referer);
    }

    static String of(String target) {
        int query = target.indexOf('?');
        if (query < 0 || query == target.length() - 1) {
            return target;
        }
        StringBuilder shown = new StringBuilder(target.length()).append(target, 0, query + 1);
        int start = query + 1;
        while (start <= target.length()) {
            int ampersand = target.indexOf('&', start);
            int end = ampersand < 0 ? target.length() : ampersand;
            append(shown, target.substring(start, end));
            if (ampersand < 0) {
                break;
            }
            shown.append('&');
            start = end + 1;
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        if (equals >= 0 && SECRET.contains(decoded(name).toLowerCase(Locale.ROOT))) {
            shown.append(name).append("=***");
        } else {
            shown.append(parameter);
        }
    }

    /** A name is no less secret when its letters are percent-encoded. */
    private static String decoded(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        try {
            return QueryStringDecoder.decodeComponent(name);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }
}
