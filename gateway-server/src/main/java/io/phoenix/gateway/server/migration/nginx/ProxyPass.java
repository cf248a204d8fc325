package io.phoenix.gateway.server.migration.nginx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code proxy_pass} says.
 *
 * @param tls whether it speaks https
 * @param to the name of an upstream, a host with or without a port, or one variable
 * @param uri what takes the place of the matched part of the path; null where the path goes as it came
 */
record ProxyPass(boolean tls, String to, @Nullable String uri) {

    private static final Pattern FORM =
            Pattern.compile("(?i)(https?)://(\\[[^\\]]*](?::[0-9]+)?|[^/$?]+|\\$\\w+|\\$\\{\\w+})(.*)");

    /** Endings that are the path as it came, or nearly so. */
    private static final Pattern WHOLE =
            Pattern.compile("\\$request_uri|\\$uri(?:\\$is_args\\$args)?|\\$document_uri(?:\\$is_args\\$args)?");

    private static final Pattern QUERY = Pattern.compile("\\$is_args\\$(?:args|query_string)$");

    /** Reads what {@code value} says once its constants are in it; null if it is no URL or has more variables. */
    static @Nullable ProxyPass of(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            return null;
        }
        String to = matcher.group(2).replaceAll("[{}]", "");
        String rest = matcher.group(3);
        String uri = rest.isEmpty() || WHOLE.matcher(rest).matches()
                ? null
                : QUERY.matcher(rest).replaceAll("");
        return uri != null && (!uri.startsWith("/") || uri.indexOf('?') >= 0)
                ? null
                : new ProxyPass(matcher.group(1).length() == 5, to, uri);
    }

    /** The variable that decides where to, without its sign; null if none does. */
    @Nullable
    String variable() {
        return to.startsWith("$") ? to.substring(1) : null;
    }
}
