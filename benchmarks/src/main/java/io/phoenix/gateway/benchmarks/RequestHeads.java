package io.phoenix.gateway.benchmarks;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.phoenix.gateway.core.http.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Heads of requests as clients of OpenAI's API send them. */
final class RequestHeads {
    static final RequestHead.ClientConnection CLIENT = new RequestHead.ClientConnection(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000), true, null);

    private RequestHeads() {}

    /** One with nine headers. */
    static HttpRequest of(HttpMethod method, String target) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, target);
        request.headers()
                .add("Host", "ai.phoenix.local")
                .add("Accept-Encoding", "gzip, deflate")
                .add("Connection", "keep-alive")
                .add("Accept", "application/json")
                .add("Content-Type", "application/json")
                .add("User-Agent", "OpenAI/Python 1.99.0")
                .add("X-Stainless-Lang", "python")
                .add("Authorization", "Bearer sk-no-key-required")
                .add("Content-Length", "300");
        return request;
    }
}
