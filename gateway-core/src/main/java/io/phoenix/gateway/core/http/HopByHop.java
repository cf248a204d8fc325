package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/** Removes what concerns one connection only (RFC 9110, section 7.6.1), in either direction. Stateless. */
public final class HopByHop {

    private static final AsciiString[] NAMES = {
        HttpHeaderNames.CONNECTION,
        AsciiString.cached("keep-alive"),
        AsciiString.cached("proxy-connection"),
        HttpHeaderNames.PROXY_AUTHENTICATE,
        HttpHeaderNames.PROXY_AUTHORIZATION,
        HttpHeaderNames.TE,
        HttpHeaderNames.TRAILER,
        HttpHeaderNames.TRANSFER_ENCODING,
        HttpHeaderNames.UPGRADE,
        AsciiString.cached("http2-settings"),
    };

    private HopByHop() {}

    /** Edits {@code headers} in place. Host and Content-Length stay, even when {@code Connection} names them. */
    public static void strip(HttpHeaders headers) {
        List<String> connection = headers.getAll(HttpHeaderNames.CONNECTION);
        for (int i = 0; i < connection.size(); i++) {
            stripNamed(headers, connection.get(i));
        }
        for (AsciiString name : NAMES) {
            headers.remove(name);
        }
    }

    private static void stripNamed(HttpHeaders headers, String connection) {
        int start = 0;
        while (start < connection.length()) {
            int comma = connection.indexOf(',', start);
            int end = comma < 0 ? connection.length() : comma;
            String name = connection.substring(start, end).trim();
            // A client that names these two would change what the request means, not how it travels.
            if (!name.isEmpty()
                    && !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
                    && !HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
                headers.remove(name);
            }
            start = end + 1;
        }
    }
}
