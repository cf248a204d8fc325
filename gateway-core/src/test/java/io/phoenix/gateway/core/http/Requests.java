package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;

/** Requests as the codec would give them. */
final class Requests {

    private Requests() {}

    static HttpRequest request(HttpVersion version, String uri, String... headers) {
        HttpRequest request = new DefaultHttpRequest(
                version,
                HttpMethod.GET,
                uri,
                DefaultHttpHeadersFactory.headersFactory().withValidation(false));
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().add(headers[i], headers[i + 1]);
        }
        return request;
    }

    static HttpRequest get(String uri, String... headers) {
        return request(HttpVersion.HTTP_1_1, uri, headers);
    }

    static RequestHead.ClientConnection from(String peer, boolean secure) {
        return new RequestHead.ClientConnection(new InetSocketAddress(peer, 4711), secure, null);
    }

    static RequestValidator.Verdict validate(HttpRequest request) {
        return RequestValidator.validate(request, from("192.0.2.1", false));
    }

    static RequestHead head(RequestHead.ClientConnection connection, String... headers) {
        return RequestValidator.validate(get("/", headers), connection).head();
    }
}
