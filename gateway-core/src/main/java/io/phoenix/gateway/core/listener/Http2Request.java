package io.phoenix.gateway.core.listener;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.phoenix.gateway.core.http.Http2Fields;
import io.phoenix.gateway.core.http.RequestHead;
import java.util.List;

/** What the codec makes of a request of HTTP/2, made fit for the common way of all requests. Stateless. */
final class Http2Request {

    private Http2Request() {}

    /** Edits {@code request} in place. */
    static void adapt(HttpRequest request) {
        request.setProtocolVersion(RequestHead.HTTP_2);
        HttpHeaders headers = request.headers();
        Http2Fields.remove(headers);
        List<String> cookies = headers.getAll(HttpHeaderNames.COOKIE);
        if (cookies.size() > 1) {
            // RFC 9113, section 8.2.3.
            headers.set(HttpHeaderNames.COOKIE, String.join("; ", cookies));
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() == 2 && hosts.get(0).equalsIgnoreCase(hosts.get(1))) {
            // The same in :authority and in Host; if they differ, the request is refused (RFC 9113, section 8.3.1).
            headers.set(HttpHeaderNames.HOST, hosts.get(0));
        }
    }
}
