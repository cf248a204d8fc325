package io.phoenix.gateway.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The WebSockets of Open WebUI and n8n. */
final class DemoSocketTest {

    private static DemoBackends backends;
    private static DemoClient client;

    @BeforeAll
    static void start() {
        backends = DemoBackends.start(Duration.ofMillis(1));
        client = new DemoClient(backends);
    }

    @AfterAll
    static void stop() {
        backends.close();
    }

    /** Puts everything that arrives in one line, in the order of arrival. */
    private static final class Line implements WebSocket.Listener {

        private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String next = arrived.poll(60, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return String.valueOf(next);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            arrived.add("text " + data);
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            arrived.add("binary " + StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            arrived.add("pong " + StandardCharsets.UTF_8.decode(message));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            arrived.add("close " + status);
            return null;
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void openWebUiGivesBackWhatItGets() throws Exception {
        Line line = new Line();
        WebSocket socket = client.http()
                .newWebSocketBuilder()
                .buildAsync(client.uri("ws", DemoApp.OPEN_WEBUI, "/ws/socket.io/?EIO=4"), line)
                .get(60, TimeUnit.SECONDS);

        socket.sendText("in two ", false).get(60, TimeUnit.SECONDS);
        socket.sendText("parts", true).get(60, TimeUnit.SECONDS);
        assertThat(line.next()).isEqualTo("text echo: in two parts");
        socket.sendBinary(bytes("raw"), true).get(60, TimeUnit.SECONDS);
        assertThat(line.next()).isEqualTo("binary raw");
        socket.sendPing(bytes("there?")).get(60, TimeUnit.SECONDS);
        assertThat(line.next()).isEqualTo("pong there?");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(60, TimeUnit.SECONDS);
        assertThat(line.next()).isEqualTo("close 1000");
    }

    @Test
    void theUpgradesAnswerNamesItsBackend() throws Exception {
        try (Socket socket = client.connect(DemoApp.OPEN_WEBUI)) {
            DemoClient.write(
                    socket,
                    String.join(
                            "\r\n",
                            "GET /ws/socket.io HTTP/1.1",
                            "Host: a",
                            "Connection: keep-alive, Upgrade",
                            "Upgrade: WebSocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: cGhvZW5peC1nYXRld2F5IQ==",
                            "",
                            ""));

            assertThat(DemoClient.readThrough(socket, "\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("X-Demo-Backend: open-webui");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://lab.example, -, lab.example, https, true",
                "https://lab.example:8443, -, lab.example:8443, https, true",
                "https://lab.example:443, -, lab.example, https, true",
                "https://lab.example:8443, -, lab.example, https, false",
                "https://elsewhere.example, -, lab.example, https, false",
                "https://lab.example, host=lab.example;proto=https, wrong.example, https, true",
                "https://lab.example, for=1.2.3.4;host=evil.example, lab.example, https, false",
                "-, -, lab.example, https, false",
            })
    void n8nAcceptsPushFromThePublicOriginOnly(
            @Nullable String origin, @Nullable String forwarded, String host, String proto, boolean accepted)
            throws Exception {
        Line line = new Line();
        WebSocket.Builder builder = client.http()
                .newWebSocketBuilder()
                .header("X-Forwarded-Host", host)
                .header("X-Forwarded-Proto", proto);
        if (origin != null) {
            builder.header("Origin", origin);
        }
        if (forwarded != null) {
            builder.header("Forwarded", forwarded);
        }
        WebSocket socket = builder.buildAsync(client.uri("ws", DemoApp.N8N, "/rest/push?pushRef=1"), line)
                .get(60, TimeUnit.SECONDS);

        if (accepted) {
            assertThat(line.next()).isEqualTo("text {\"type\":\"heartbeat\"}");
        } else {
            assertThat(line.next()).isEqualTo("text Invalid origin!");
            assertThat(line.next()).isEqualTo("close 1008");
        }
        socket.abort();
    }

    @Test
    void n8nComparesWithHostWhenNothingWasForwarded() throws Exception {
        Line line = new Line();
        String origin = "http://127.0.0.1:" + backends.address(DemoApp.N8N).getPort();
        WebSocket socket = client.http()
                .newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(client.uri("ws", DemoApp.N8N, "/rest/push"), line)
                .get(60, TimeUnit.SECONDS);

        assertThat(line.next()).isEqualTo("text {\"type\":\"heartbeat\"}");
        socket.abort();
    }
}
