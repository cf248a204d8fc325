package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes an upstream's answer right for where clients see that upstream: {@code Location}, {@code Content-Location},
 * {@code Refresh}, and the {@code Path} and {@code Domain} of its cookies. Stateless.
 */
public final class PublicAnswer {

    private static final AsciiString REFRESH = AsciiString.cached("refresh");

    /** Cookies of this name prefix are void with any other path than "/" (RFC 6265bis, section 4.1.3.2). */
    private static final String HOST_COOKIE = "__host-";

    private PublicAnswer() {}

    /**
     * Edits {@code answer} in place.
     *
     * @param request as it was sent to the upstream, with what {@link ForwardedHeaders} says of the client's request
     * @param prefix the path prefix that the upstream does not see, without its last slash, or null
     * @param host the upstream's host, without brackets
     * @param upstream its authority, with its port
     */
    public static void edit(
            HttpHeaders answer, HttpHeaders request, @Nullable String prefix, String host, String upstream) {
        boolean hasUrls = answer.contains(HttpHeaderNames.LOCATION)
                || answer.contains(HttpHeaderNames.CONTENT_LOCATION)
                || answer.contains(REFRESH);
        boolean hasCookies = answer.contains(HttpHeaderNames.SET_COOKIE);
        if (!hasUrls && !hasCookies) {
            return;
        }
        PublicUrl url = new PublicUrl(
                first(request.get(ForwardedHeaders.PROTO, "http")).toLowerCase(Locale.ROOT),
                first(request.get(ForwardedHeaders.HOST, upstream)),
                prefix == null ? "" : prefix,
                upstream);
        if (hasUrls) {
            replace(answer, HttpHeaderNames.LOCATION, url::of);
            replace(answer, HttpHeaderNames.CONTENT_LOCATION, url::of);
            replace(answer, REFRESH, value -> refresh(value, url));
        }
        if (hasCookies) {
            replace(answer, HttpHeaderNames.SET_COOKIE, value -> cookie(value, url, host));
        }
    }

    /** What the outermost of several proxies said. */
    private static String first(String list) {
        int comma = list.indexOf(',');
        return comma < 0 ? list : list.substring(0, comma).trim();
    }

    private static void replace(HttpHeaders headers, AsciiString name, UnaryOperator<String> edit) {
        List<String> before = headers.getAll(name);
        List<String> after = new ArrayList<>(before.size());
        before.forEach(value -> after.add(edit.apply(value)));
        if (!after.equals(before)) {
            headers.set(name, after);
        }
    }

    /** Seconds, and after ";" a URL, which may have "url=" before it and quotes around it. */
    private static String refresh(String value, PublicUrl url) {
        int start = value.indexOf(';') + 1;
        if (start == 0) {
            return value;
        }
        start = skipSpace(value, start);
        if (value.regionMatches(true, start, "url", 0, 3)) {
            int equals = skipSpace(value, start + 3);
            if (equals < value.length() && value.charAt(equals) == '=') {
                start = skipSpace(value, equals + 1);
            }
        }
        int end = value.length();
        if (start < end && (value.charAt(start) == '"' || value.charAt(start) == '\'')) {
            int quote = value.indexOf(value.charAt(start), start + 1);
            end = quote < 0 ? end : quote;
            start++;
        }
        return value.substring(0, start) + url.of(value.substring(start, end)) + value.substring(end);
    }

    private static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static String cookie(String value, PublicUrl url, String host) {
        int end = value.indexOf(';');
        if (end < 0 || value.trim().toLowerCase(Locale.ROOT).startsWith(HOST_COOKIE)) {
            return value;
        }
        StringBuilder edited = new StringBuilder(value.length() + url.prefix().length()).append(value, 0, end);
        while (end < value.length()) {
            int start = end;
            int next = value.indexOf(';', start + 1);
            end = next < 0 ? value.length() : next;
            String attribute = value.substring(start + 1, end);
            int equals = attribute.indexOf('=');
            String name = equals < 0 ? "" : attribute.substring(0, equals).trim();
            String content = attribute.substring(equals + 1).trim();
            if (name.equalsIgnoreCase("path") && content.startsWith("/")) {
                edited.append("; ").append(name).append('=').append(url.path(content));
            } else if (!name.equalsIgnoreCase("domain") || !isHost(content, host)) {
                edited.append(value, start, end);
            }
        }
        return edited.toString();
    }

    /** A cookie for the upstream's own host would be refused by whoever asked another one. */
    private static boolean isHost(String domain, String host) {
        return (domain.startsWith(".") ? domain.substring(1) : domain).equalsIgnoreCase(host);
    }
}
