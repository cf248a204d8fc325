package io.phoenix.gateway.routing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.phoenix.gateway.core.http.MediaType;
import io.phoenix.gateway.core.http.RequestHead;

/** Kinds of requests that share a path with others and must be told from them by their headers. */
public enum RequestKind {

    /** What a browser opens as a page, be it in its window or in a frame. */
    PAGES("pages", "what a browser opens as a page") {
        @Override
        boolean includes(RequestHead head, String path) {
            String mode = head.headers().get(FETCH_MODE);
            if (mode != null) {
                return mode.equals("navigate");
            }
            // Browsers tell the mode to https and localhost only.
            String accept = head.headers().get(HttpHeaderNames.ACCEPT);
            return (head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD))
                    && accept != null
                    && accept.contains("text/html");
        }
    },

    /** What a page of this very host calls that does not itself lie below the route's path. */
    PAGE_CALLS("page-calls", "what pages from elsewhere on this host call") {
        @Override
        boolean includes(RequestHead head, String path) {
            HttpHeaders headers = head.headers();
            String site = headers.get(FETCH_SITE);
            String page = headers.get(HttpHeaderNames.REFERER);
            if (site != null && !site.equals("same-origin")) {
                return false;
            }
            // A program sends neither; a page may keep its address to itself.
            return page == null ? site != null : isElsewhereOnHost(page, head.authority(), path);
        }
    },

    /** Calls of gRPC, whose paths are names of services (gRPC over HTTP/2, requests). */
    GRPC("grpc", "calls of gRPC") {
        @Override
        boolean includes(RequestHead head, String path) {
            return MediaType.isGrpc(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
        }
    };

    private static final String FETCH_MODE = "sec-fetch-mode";
    private static final String FETCH_SITE = "sec-fetch-site";

    private final String wire;
    private final String words;

    RequestKind(String wire, String words) {
        this.wire = wire;
        this.words = words;
    }

    /** As it is written in the configuration. */
    public String wire() {
        return wire;
    }

    /** Whether {@code head}, which came by a route's {@code path}, is one of these. */
    abstract boolean includes(RequestHead head, String path);

    /** In a few words for operators. */
    @Override
    public String toString() {
        return words;
    }

    private static boolean isElsewhereOnHost(String page, String authority, String path) {
        int scheme = page.indexOf("://");
        int host = scheme + 3;
        int end = host + authority.length();
        if (scheme < 0 || !page.regionMatches(true, host, authority, 0, authority.length())) {
            return false;
        }
        return end == page.length() || (page.charAt(end) == '/' && !page.startsWith(path, end));
    }
}
