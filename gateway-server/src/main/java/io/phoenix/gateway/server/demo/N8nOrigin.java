package io.phoenix.gateway.server.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * n8n's check of a push connection's Origin: its host and port must be those that the outermost proxy was asked for,
 * taken from Forwarded, else from X-Forwarded-Host, else from Host. A wrong forwarded header breaks every run's
 * display.
 */
final class N8nOrigin {

    private static final Pattern FORWARDED_HOST = parameter("host");
    private static final Pattern FORWARDED_PROTO = parameter("proto");

    private N8nOrigin() {}

    static boolean accepts(HttpHeaders headers) {
        URI origin = origin(headers.get(HttpHeaderNames.ORIGIN, ""));
        if (origin == null) {
            return false;
        }
        String scheme = origin.getScheme().toLowerCase(Locale.ROOT);
        String forwarded = first(headers.get("Forwarded", ""));
        Matcher host = FORWARDED_HOST.matcher(forwarded);
        String expected;
        String proto;
        if (host.find()) {
            expected = host.group(1);
            Matcher found = FORWARDED_PROTO.matcher(forwarded);
            proto = found.find() ? found.group(1) : "";
        } else if (!first(headers.get("X-Forwarded-Host", "")).isEmpty()) {
            expected = first(headers.get("X-Forwarded-Host", ""));
            proto = first(headers.get("X-Forwarded-Proto", ""));
        } else {
            expected = headers.get(HttpHeaderNames.HOST, "");
            proto = "";
        }
        String expectedScheme = proto.equalsIgnoreCase("http") || proto.equalsIgnoreCase("https") ? proto : scheme;
        return withoutDefaultPort(origin.getRawAuthority(), scheme)
                .equals(withoutDefaultPort(expected, expectedScheme.toLowerCase(Locale.ROOT)));
    }

    private static @Nullable URI origin(String value) {
        try {
            URI origin = new URI(value);
            return origin.getScheme() == null || origin.getRawAuthority() == null ? null : origin;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String withoutDefaultPort(String host, String scheme) {
        String port = scheme.equals("https") ? ":443" : ":80";
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }

    private static String first(String list) {
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    private static Pattern parameter(String name) {
        return Pattern.compile("(?:^|;)\\s*" + name + "\\s*=\\s*\"?([^\";]+)", Pattern.CASE_INSENSITIVE);
    }
}
