package io.phoenix.gateway.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all stand-ins have in common, over real sockets. */
final class DemoBackendsTest {

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

    @ParameterizedTest
    @EnumSource
    void listensOnLoopbackAndSaysItsName(DemoApp app) throws Exception {
        assertThat(backends.address(app).getAddress().isLoopbackAddress()).isTrue();

        HttpResponse<String> known = client.get(app, "/demo/echo");
        HttpResponse<String> unknown = client.get(app, "/no/such/path");

        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(known.headers().firstValue("x-demo-backend")).contains(app.label());
        assertThat(unknown.headers().firstValue("x-demo-backend")).contains(app.label());
    }

    @Test
    void echoesTheRequestAsItArrived() throws Exception {
        try (Socket socket = client.connect(DemoApp.QDRANT)) {
            DemoClient.write(
                    socket,
                    String.join(
                            "\r\n",
                            "PATCH /demo/echo/a%2Fb//c?x=1&y=%20 HTTP/1.1",
                            "Host: a",
                            "X-Twice: 1",
                            "x-twice: 2",
                            "Transfer-Encoding: chunked",
                            "Connection: close",
                            "",
                            "3",
                            "abc",
                            "0",
                            "X-Sum: 9",
                            "",
                            ""));

            assertThat(DemoClient.readToEnd(socket))
                    .contains("\"method\":\"PATCH\"")
                    .contains("\"target\":\"/demo/echo/a%2Fb//c?x=1&y=%20\"")
                    .contains("[\"X-Twice\",\"1\"],[\"x-twice\",\"2\"]")
                    .contains("\"trailers\":[[\"X-Sum\",\"9\"]]")
                    .contains("\"bodyLength\":3")
                    .contains("\"bodySha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
        }
    }

    @Test
    void hashesALargeUploadWithoutKeepingIt() throws Exception {
        byte[] block = new byte[1 << 20];
        int blocks = 100;
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < blocks; i++) {
            expected.update(block);
        }

        HttpResponse<String> answer = client.send(
                "POST", DemoApp.QDRANT, "/demo/echo", BodyPublishers.ofByteArrays(Collections.nCopies(blocks, block)));

        // Well over Qdrant's own body limit, which is for what it keeps.
        assertThat(answer.body())
                .contains("\"bodyLength\":" + blocks * block.length)
                .contains(HexFormat.of().formatHex(expected.digest()));
    }

    @Test
    void answersAnUploadOverTheLimitWith413() throws Exception {
        HttpResponse<String> answer =
                client.send("POST", DemoApp.N8N, "/webhook/x", BodyPublishers.ofByteArray(new byte[(16 << 20) + 1]));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void sendsTheBytesOfADownloadInOrder() throws Exception {
        int length = 3_000_001;
        HttpResponse<byte[]> answer = client.http()
                .send(client.request(DemoApp.OLLAMA, "/demo/bytes/" + length).build(), BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("content-length")).contains(String.valueOf(length));
        byte[] expected = new byte[length];
        for (int i = 0; i < length; i++) {
            expected[i] = (byte) (i % Download.PERIOD);
        }
        assertThat(answer.body()).isEqualTo(expected);
    }

    @Test
    void endsADownloadThatNobodyReads() throws Exception {
        long before = backends.aborted(DemoApp.PORTAINER);
        try (Socket socket = client.connect(DemoApp.PORTAINER)) {
            DemoClient.write(socket, "GET /demo/bytes/900000000000 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(DemoClient.readThrough(socket, "\r\n\r\n")).contains("content-length: 900000000000");
        }
        Awaitility.await().until(() -> backends.aborted(DemoApp.PORTAINER) == before + 1);
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (Socket socket = client.connect(DemoApp.OLLAMA)) {
            String chat = "{\"model\":\"llama3.2\",\"prompt\":\"count to 3\"}";
            DemoClient.write(
                    socket,
                    "POST /api/generate HTTP/1.1\r\nHost: a\r\nContent-Length: " + chat.length() + "\r\n\r\n" + chat
                            + "GET /api/version HTTP/1.1\r\nHost: a\r\n\r\n"
                            + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            String all = DemoClient.readToEnd(socket);
            assertThat(all).containsSubsequence("\"done\":true", "\"version\"", "Ollama is running");
        }
    }

    @Test
    void answersAHeadWithoutABody() throws Exception {
        try (Socket socket = client.connect(DemoApp.N8N)) {
            DemoClient.write(socket, "HEAD /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(DemoClient.readToEnd(socket))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("content-length: 15\r\n")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void asksForTheBodyThatAClientHoldsBack() throws Exception {
        try (Socket socket = client.connect(DemoApp.N8N)) {
            DemoClient.write(
                    socket,
                    String.join(
                            "\r\n",
                            "POST /webhook/x HTTP/1.1",
                            "Host: a",
                            "Expect: 100-continue",
                            "Content-Length: 2",
                            "Connection: close",
                            "",
                            ""));
            assertThat(DemoClient.readThrough(socket, "\r\n\r\n")).startsWith("HTTP/1.1 100 Continue");

            DemoClient.write(socket, "hi");
            assertThat(DemoClient.readToEnd(socket)).contains("HTTP/1.1 200 OK").contains("\"bodyLength\":2");
        }
    }

    @Test
    void refusesWhatIsNotHttp1() throws Exception {
        try (Socket socket = client.connect(DemoApp.VLLM_CHAT)) {
            DemoClient.write(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

            assertThat(DemoClient.readThrough(socket, "received.")).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void streamsToAnHttp10ClientUntilTheConnectionEnds() throws Exception {
        try (Socket socket = client.connect(DemoApp.OLLAMA)) {
            String chat = "{\"model\":\"llama3.2\",\"prompt\":\"count to 2\"}";
            DemoClient.write(
                    socket, "POST /api/generate HTTP/1.0\r\nContent-Length: " + chat.length() + "\r\n\r\n" + chat);

            assertThat(DemoClient.readToEnd(socket))
                    .doesNotContain("transfer-encoding")
                    .endsWith("}\n");
        }
    }

    @Test
    void closesItsPortsAndConnections() throws Exception {
        DemoBackends own = DemoBackends.start();
        InetSocketAddress address = own.address(DemoApp.VLLM_CHAT);
        try (Socket open = new Socket(address.getAddress(), address.getPort());
                InputStream in = open.getInputStream()) {
            DemoClient.write(open, "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
            DemoClient.readThrough(open, "\r\n\r\n");
            assertThat(own.connections(DemoApp.VLLM_CHAT)).isOne();

            own.close();

            assertThat(in.read()).isEqualTo(-1);
            assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                    .isInstanceOf(IOException.class);
        }
    }
}
