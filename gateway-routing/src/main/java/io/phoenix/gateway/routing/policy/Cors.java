package io.phoenix.gateway.routing.policy;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.phoenix.gateway.core.http.LocalReply;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other sites may call a route from a browser (Fetch standard, section 3.3). The gateway answers for the
 * upstream, whose own word on it is replaced. Immutable.
 *
 * @param origins like {@code https://app.lab}, in lower case; {@link #ANY} for all
 * @param methods empty for all that were asked for
 * @param headers the request headers that may be set; empty for all that were asked for
 * @param credentials whether cookies may be sent
 * @param maxAge how long a browser may remember the answer to a preflight
 * @param expose the names of the answer headers that pages may read, as they are sent; empty for none
 * @param stripOrigin whether the upstream, which may refuse pages of other sites itself, is not told of allowed ones
 */
public record Cors(
        Set<String> origins,
        List<String> methods,
        List<String> headers,
        boolean credentials,
        Duration maxAge,
        String expose,
        boolean stripOrigin) {

    /** Every origin. */
    public static final String ANY = "*";

    private static final AsciiString TRUE = AsciiString.cached("true");
    private static final List<AsciiString> ANSWERS = List.of(
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN,
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS,
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
            HttpHeaderNames.ACCESS_CONTROL_MAX_AGE);

    public Cors {
        origins = Set.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
    }

    /** Whether pages of {@code origin} may call. */
    public boolean allows(String origin) {
        return allowsAll() || origins.contains(origin);
    }

    private boolean allowsAll() {
        return origins.contains(ANY);
    }

    void editRequest(HttpHeaders request) {
        String origin = stripOrigin ? request.get(HttpHeaderNames.ORIGIN) : null;
        if (origin != null && allows(origin)) {
            request.remove(HttpHeaderNames.ORIGIN);
        }
    }

    void editAnswer(HttpHeaders answer, @Nullable String origin) {
        for (int i = 0; i < ANSWERS.size(); i++) {
            answer.remove(ANSWERS.get(i));
        }
        if (!allowsAll() && !answer.containsValue(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN, true)) {
            // A cache must not give one site's answer to another, nor an answer to nobody's page to a page's request.
            answer.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
        if (origin == null || !allows(origin)) {
            return;
        }
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowsAll() ? ANY : origin);
        if (credentials) {
            answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
        if (!expose.isEmpty()) {
            answer.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, expose);
        }
    }

    /**
     * The answer to a preflight.
     *
     * @param origin whose page asks
     * @param method which method it wants to use
     * @param wanted the names of the headers that it wants to set, or null
     */
    public LocalReply preflight(String origin, String method, @Nullable String wanted) {
        if (!allows(origin)) {
            return LocalReply.error(
                    403,
                    "origin_not_allowed",
                    "pages of this site may not call this route; its configuration lists those that may under cors");
        }
        String allowedHeaders = headers.isEmpty() ? wanted : String.join(", ", headers);
        LocalReply reply = LocalReply.empty(204, "preflight")
                .with("vary", "origin")
                .with("access-control-allow-origin", allowsAll() ? ANY : origin)
                .with("access-control-allow-methods", methods.isEmpty() ? method : String.join(", ", methods))
                .with("access-control-max-age", String.valueOf(maxAge.toSeconds()));
        reply = allowedHeaders == null ? reply : reply.with("access-control-allow-headers", allowedHeaders);
        return credentials ? reply.with("access-control-allow-credentials", "true") : reply;
    }

    /** In a few words for operators. */
    @Override
    public String toString() {
        return "pages of " + String.join(", ", origins.stream().sorted().toList()) + " may call"
                + (credentials ? " with cookies" : "") + (stripOrigin ? ", unknown to the upstream" : "");
    }
}
