package io.phoenix.gateway.server.migration.nginx;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * That a location, or a whole server, sends its clients elsewhere, in a way that a route can.
 *
 * @param to a path or a URL; where it and the route's path end with a slash, what follows the path is added
 */
record PathRedirect(String to, int status) {

    private static final Pattern PLACE = Pattern.compile(
            "(?:https?://[A-Za-z0-9.:_-]+)?(?:/(?!/)(?:[A-Za-z0-9._~!$&'()+,;=:@/-]|%[0-9A-Fa-f]{2})*)?");
    private static final Pattern ENDING = Pattern.compile("(.*?)(\\$request_uri|\\$is_args\\$args)?");

    /** Reads {@code reply}, a {@code return}, for requests to {@code paths}; null if a route cannot say it. */
    static @Nullable PathRedirect of(Directive reply, List<String> paths) {
        boolean hasStatus = reply.arguments().size() > 1;
        String status = hasStatus ? reply.argument(0) : "302";
        Matcher written = ENDING.matcher(hasStatus ? reply.argument(1) : reply.argument(0));
        if (!written.matches() || !status.matches("30[12378]")) {
            return null;
        }
        String place = written.group(1);
        boolean whole = "$request_uri".equals(written.group(2));
        boolean isUrl = place.startsWith("http");
        if (!PLACE.matcher(place).matches()
                || (whole && !(isUrl && place.matches("[^/]*//[^/]*") && paths.equals(List.of("/"))))) {
            return null;
        }
        String to = isUrl && place.matches("[^/]*//[^/]*") ? place + "/" : place;
        boolean adds = to.endsWith("/") && paths.stream().anyMatch(path -> path.endsWith("/"));
        return to.isEmpty() || (adds && !whole) ? null : new PathRedirect(to, Integer.parseInt(status));
    }
}
