package io.phoenix.gateway.server.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request as it arrived, body included.
 *
 * @param target the request target, byte for byte as it stood in the request line
 * @param path the target without its query, still percent-encoded
 * @param connection which connection of this stand-in it came over, counted from 1
 * @param ordinal which request on that connection it is, counted from 1
 */
record DemoRequest(
        HttpMethod method,
        String target,
        String path,
        HttpVersion version,
        HttpHeaders headers,
        DemoBody body,
        long connection,
        long ordinal) {

    static DemoRequest of(HttpRequest head, DemoBody body, long connection, long ordinal) {
        String target = head.uri();
        return new DemoRequest(
                head.method(),
                target,
                pathOf(target),
                head.protocolVersion(),
                head.headers(),
                body,
                connection,
                ordinal);
    }

    static String pathOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Method and path in one word, for a switch; a HEAD asks for what a GET would. */
    String route() {
        return (isHead() ? HttpMethod.GET : method) + " " + path;
    }

    boolean isHead() {
        return method.equals(HttpMethod.HEAD);
    }

    /** The path's segments, percent-decoded one by one so that an encoded slash divides nothing. */
    List<String> segments() {
        List<String> segments = new ArrayList<>();
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            segments.add(decoded(path.substring(start, end)));
            start = end + 1;
        }
        return segments;
    }

    private static String decoded(String segment) {
        try {
            return new QueryStringDecoder(segment).path();
        } catch (IllegalArgumentException e) {
            // A percent sign that escapes nothing stands for itself: no name is found under it, which is a 404.
            return segment;
        }
    }

    /** The media type without its parameters, in lower case; empty when there is none. */
    String mediaType() {
        String value = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
