package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses the requests that the codec lets through although two readers could take them for different things (RFC 9112,
 * sections 2.2, 3.2 and 6.1), and splits the target of the others. Stateless.
 */
public final class RequestValidator {

    /**
     * What became of a request.
     *
     * @param head the head, fit for routing only if there is no refusal, but always fit for the log
     * @param refusal why it must not be routed, or null; the connection is closed after it
     */
    public record Verdict(RequestHead head, @Nullable LocalReply refusal) {}

    private RequestValidator() {}

    /** Judges the head of {@code request}, which came on {@code connection}. */
    public static Verdict validate(HttpRequest request, RequestHead.ClientConnection connection) {
        LocalReply refusal = refusalOf(request);
        if (refusal != null) {
            // No byte after this head is read as a request, and the length may be no number.
            request.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
            return new Verdict(new RequestHead(request, connection, loggable(request.uri()), ""), refusal);
        }
        // The absolute form overrides Host (RFC 9112, section 3.2.2).
        String uri = request.uri();
        String target = uri;
        String told = request.headers().get(HttpHeaderNames.HOST);
        String authority = told == null ? "" : told.trim();
        if (!uri.startsWith("/")) {
            int start = uri.indexOf("://") + 3;
            int end = endOfAuthority(uri, start);
            authority = uri.substring(start, end);
            target = uri.startsWith("/", end) ? uri.substring(end) : "/" + uri.substring(end);
        }
        boolean stated = !uri.startsWith("/") || told != null;
        if (!Authority.isValid(authority) || (stated && authority.isEmpty())) {
            refusal = refuse(400, "bad_host", "the Host header is not a host name or address with an optional port");
            return new Verdict(new RequestHead(request, connection, target, ""), refusal);
        }
        if (!authority.equals(told)) {
            request.headers().set(HttpHeaderNames.HOST, authority);
        }
        return new Verdict(new RequestHead(request, connection, target, authority), null);
    }

    private static @Nullable LocalReply refusalOf(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return malformed(request.decoderResult().cause());
        }
        HttpVersion version = request.protocolVersion();
        boolean stream = RequestHead.isOnStream(request);
        if (!stream && !version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return refuse(505, "version_not_supported", "only HTTP/1.0, HTTP/1.1 and HTTP/2 are spoken here");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return refuse(405, "method_not_allowed", "CONNECT is not offered here");
        }
        if (stream && request.headers().contains(HttpHeaderNames.UPGRADE) && !isWebSocket(request)) {
            // RFC 9220, section 3, which says it for RFC 8441 as well.
            return refuse(501, "protocol_not_supported", "the only :protocol known here is websocket");
        }
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && (codings.size() > 1 || !codings.get(0).trim().equalsIgnoreCase("chunked"))) {
            return refuse(501, "transfer_encoding_not_supported", "the only transfer encoding known here is chunked");
        }
        if (!codings.isEmpty() && version.equals(HttpVersion.HTTP_1_0)) {
            return refuse(400, "bad_length", "HTTP/1.0 has no Transfer-Encoding");
        }
        List<String> lengths = request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.size() > 1 || (lengths.size() == 1 && !isLength(lengths.get(0)))) {
            return refuse(400, "bad_length", "Content-Length is not one decimal number");
        }
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            return refuse(400, "bad_length", "the request has both Content-Length and Transfer-Encoding");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            return refuse(400, "bad_host", "the request has more than one Host header");
        }
        if (hosts.isEmpty() && !version.equals(HttpVersion.HTTP_1_0)) {
            return refuse(400, "bad_host", "the request has no Host header");
        }
        LocalReply end = MaxForwards.apply(request);
        if (end != null) {
            return end;
        }
        String uri = request.uri();
        if (!uri.startsWith("/") && (stream || !isAbsolute(uri))) {
            return refuse(400, "bad_target", "the request target must begin with a slash");
        }
        if (!AsciiChars.isVisible(uri) || uri.indexOf('#') >= 0) {
            return refuse(400, "bad_target", "the request target has bytes that must be percent-encoded");
        }
        return null;
    }

    private static boolean isWebSocket(HttpRequest request) {
        return HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(
                request.headers().get(HttpHeaderNames.UPGRADE));
    }

    /** What the codec took for a length may still be none, such as {@code 5, 5} or nothing at all. */
    private static boolean isLength(String text) {
        return !text.isEmpty() && text.length() <= 18 && AsciiChars.isDigits(text);
    }

    private static boolean isAbsolute(String uri) {
        return uri.regionMatches(true, 0, "http://", 0, 7) || uri.regionMatches(true, 0, "https://", 0, 8);
    }

    /** A target that is no path may hold a password before its host. */
    private static String loggable(String uri) {
        return uri.startsWith("/") ? uri : "-";
    }

    private static int endOfAuthority(String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            if (uri.charAt(i) == '/' || uri.charAt(i) == '?') {
                return i;
            }
        }
        return uri.length();
    }

    private static LocalReply malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return LocalReply.error(414, "uri_too_long", "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return LocalReply.error(431, "headers_too_large", "the request's headers are too large");
        }
        if (cause instanceof ReadTimeoutException) {
            return LocalReply.error(408, "request_timeout", "the head of the request did not arrive in time");
        }
        return LocalReply.error(400, "bad_request", "the request is not well-formed HTTP/1.1");
    }

    private static LocalReply refuse(int status, String code, String message) {
        return LocalReply.error(status, code, message);
    }
}
