package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which fields may follow a body. Whoever merges them into the header would be told what nobody judged, so everything
 * that a header says about framing, routing, the request's meaning, authentication or the content stays out (RFC 9110,
 * section 6.5.1). Stateless.
 */
public final class Trailers {

    private static final Set<String> FORBIDDEN = Set.of(
            // Framing and the connection.
            "content-length",
            "transfer-encoding",
            "trailer",
            "connection",
            "keep-alive",
            "te",
            "upgrade",
            "http2-settings",
            // Routing, and what tells a backend who asked.
            "host",
            "via",
            "forwarded",
            "x-real-ip",
            "x-request-id",
            "origin",
            "referer",
            "remote-user",
            // What a request means.
            "cache-control",
            "expect",
            "max-forwards",
            "pragma",
            "range",
            "accept",
            "x-http-method-override",
            // Authentication.
            "authorization",
            "www-authenticate",
            "authentication-info",
            "cookie",
            "set-cookie",
            "api-key",
            "x-api-key",
            // What an answer means.
            "age",
            "date",
            "expires",
            "location",
            "refresh",
            "retry-after",
            "vary",
            "warning",
            "strict-transport-security");

    /** Beginnings of names that are forbidden. */
    private static final String[] FAMILIES = {
        "if-",
        "content-encoding",
        "content-type",
        "content-range",
        "content-location",
        "content-disposition",
        "content-security-policy",
        "proxy-",
        "access-control-",
        "sec-",
        "x-forwarded-",
        "x-ssl-client-",
        "x-auth-",
        "x-gateway-",
        "x-http2-",
        ":"
    };

    private Trailers() {}

    /** The fields of {@code received} that may be passed on, in their order. */
    public static HttpHeaders permitted(HttpHeaders received) {
        if (received.isEmpty()) {
            return EmptyHttpHeaders.INSTANCE;
        }
        HttpHeaders passed = new DefaultHttpHeaders();
        for (Map.Entry<String, String> field : received) {
            if (isPermitted(field.getKey())) {
                passed.add(field.getKey(), field.getValue());
            }
        }
        return passed;
    }

    /** Those with which a call of gRPC ends whose answer has begun: what {@code httpStatus} says in gRPC, and why. */
    public static HttpHeaders ofCall(int httpStatus, String message) {
        HttpHeaders fields = new DefaultHttpHeaders();
        GrpcStatus.trailers(httpStatus, message).forEach(fields::set);
        return fields;
    }

    private static boolean isPermitted(String name) {
        // What servers take for the same in the environment of a CGI program.
        String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
        if (FORBIDDEN.contains(lower)) {
            return false;
        }
        for (String family : FAMILIES) {
            if (lower.startsWith(family)) {
                return false;
            }
        }
        return true;
    }
}
