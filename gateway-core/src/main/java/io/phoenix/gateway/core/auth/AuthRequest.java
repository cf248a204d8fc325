package io.phoenix.gateway.core.auth;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import io.phoenix.gateway.core.http.ForwardedHeaders;
import io.phoenix.gateway.core.http.HopByHop;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The question to an authentication service: a GET without a body, with the client's own headers, and what the client
 * wants in the words of each kind of service: {@code X-Forwarded-Method} and {@code -Uri} for Traefik's and Caddy's,
 * {@code X-Original-URL} and its like for NGINX's. Immutable.
 */
public final class AuthRequest {

    private static final AsciiString METHOD = AsciiString.cached("x-forwarded-method");
    private static final AsciiString URI = AsciiString.cached("x-forwarded-uri");
    private static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString ORIGINAL_METHOD = AsciiString.cached("x-original-method");
    private static final AsciiString ORIGINAL_URL = AsciiString.cached("x-original-url");
    private static final AsciiString ORIGINAL_URI = AsciiString.cached("x-original-uri");

    /** What is about the body, which does not come along, or asks for something else than the answer itself. */
    private static final Set<String> NOT_ASKED = Set.of(
            "content-digest",
            "content-encoding",
            "content-length",
            "content-md5",
            "digest",
            "expect",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "range",
            "repr-digest");

    /** What says where a request is for and which way it came. */
    private static final Set<String> ALWAYS = Set.of("forwarded", "host", "via", "x-real-ip");

    private final String target;
    private final Set<String> headers;

    /**
     * A question that is put to {@code target}, a raw path with or without a query.
     *
     * @param headers in lower case, those of the client's headers that the service gets; empty for all
     */
    public AuthRequest(String target, List<String> headers) {
        this.target = target;
        this.headers = new HashSet<>(headers);
    }

    String target() {
        return target;
    }

    /** The question whether {@code head}, as it was received, may pass. */
    HttpRequest of(RequestHead head, ForwardedHeaders forwarded, IdentityHeaders identity) {
        HttpHeaders asked = head.headers().copy();
        HopByHop.strip(asked);
        for (String name : new ArrayList<>(asked.names())) {
            if (!isAsked(name.toLowerCase(Locale.ROOT))) {
                asked.remove(name);
            }
        }
        identity.remove(asked);
        forwarded.apply(head, asked, null);
        String method = head.method().name();
        asked.set(METHOD, method);
        asked.set(URI, head.target());
        asked.set(ORIGINAL_METHOD, method);
        asked.set(ORIGINAL_URI, head.target());
        asked.set(ORIGINAL_URL, asked.get(PROTO) + "://" + asked.get(HOST) + head.target());
        asked.set(RequestId.HEADER, head.requestId());
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target, asked);
    }

    private boolean isAsked(String name) {
        return headers.isEmpty()
                ? !NOT_ASKED.contains(name)
                : headers.contains(name) || ALWAYS.contains(name) || name.startsWith("x-forwarded-");
    }
}
