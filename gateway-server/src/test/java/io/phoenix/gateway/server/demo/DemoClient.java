package io.phoenix.gateway.server.demo;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the stand-ins as an HTTP/1.1 client does, with the JDK's client or over a bare socket. */
final class DemoClient {

    /** Long enough for any machine: no test's result depends on it. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DemoBackends backends;

    DemoClient(DemoBackends backends) {
        this.backends = backends;
    }

    HttpClient http() {
        return http;
    }

    URI uri(String scheme, DemoApp app, String target) {
        return URI.create(scheme + "://127.0.0.1:" + backends.address(app).getPort() + target);
    }

    HttpRequest.Builder request(DemoApp app, String target) {
        return HttpRequest.newBuilder(uri("http", app, target)).timeout(LIMIT);
    }

    HttpResponse<String> get(DemoApp app, String target) throws Exception {
        return http.send(request(app, target).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(DemoApp app, String target, String json) throws Exception {
        return send("POST", app, target, BodyPublishers.ofString(json));
    }

    HttpResponse<String> send(String method, DemoApp app, String target, BodyPublisher body) throws Exception {
        HttpRequest request = request(app, target)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    Socket connect(DemoApp app) throws IOException {
        Socket socket = new Socket(NetUtil.LOCALHOST4, backends.address(app).getPort());
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Everything up to and including {@code end}, or up to the end of the stream. */
    static String readThrough(Socket socket, String end) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            read.write(next);
            if (read.toString(StandardCharsets.UTF_8).endsWith(end)) {
                break;
            }
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    static String readToEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
