package io.phoenix.gateway.routing;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.http.RequestHead;
import io.phoenix.gateway.core.http.RequestValidator;
import java.net.InetSocketAddress;

/** Request heads as the engine hands them to the router. */
public final class Heads {

    private static final RequestHead.ClientConnection CLIENT =
            new RequestHead.ClientConnection(InetSocketAddress.createUnresolved("192.0.2.7", 4242), false, null);

    private Heads() {}

    /** A head with these further headers, name and value in turn. */
    public static RequestHead head(String method, String host, String target, String... headers) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target);
        request.headers().set("Host", host);
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().add(headers[i], headers[i + 1]);
        }
        RequestValidator.Verdict verdict = RequestValidator.validate(request, CLIENT);
        if (verdict.refusal() != null) {
            throw new AssertionError(
                    "the test's request is not valid: " + verdict.refusal().code());
        }
        return verdict.head();
    }
}
