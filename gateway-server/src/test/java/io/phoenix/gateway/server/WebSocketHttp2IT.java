package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Headers;
import io.phoenix.gateway.server.demo.DemoApp;
import io.phoenix.gateway.server.demo.DemoBackends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets on streams of HTTP/2 by extended CONNECT (RFC 8441), in front of backends that speak HTTP/1.1. */
@Timeout(60)
final class WebSocketHttp2IT {

    private static final int CONNECT_PROTOCOL = 8;

    @TempDir
    static Path certificates;

    private static SSLContext trusting;

    @TempDir
    Path directory;

    @BeforeAll
    static void makeCertificate() throws Exception {
        TestAuthority authority = new TestAuthority();
        authority.write(certificates, "localhost", "localhost");
        trusting = authority.client();
    }

    private TestGateway gateway(String address, String... more) throws Exception {
        return TestGateway.start(directory, """
                hosts: [localhost]
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { directory: "%s" }
                admin: { address: "127.0.0.1:0" }
                upstreams:
                  app: { address: "%s"%s }
                routes:
                  - { name: app, path: /app/, upstream: app, methods: [GET] }
                """.formatted(certificates, address, String.join("", more)));
    }

    /** A backend that switches and then does what the script says. */
    private static RawUpstream switching(RawUpstream.Script script) throws IOException {
        return RawUpstream.start((connection, n) -> {
            connection.send(switched(connection.readHead()));
            script.run(connection, n);
        });
    }

    /** The answer to an upgrade with this head. */
    static String switched(String head) throws Exception {
        byte[] proof = MessageDigest.getInstance("SHA-1")
                .digest((RawConnection.header(head, "sec-websocket-key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                        .getBytes(StandardCharsets.US_ASCII));
        return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(proof) + "\r\n"
                + "Sec-WebSocket-Protocol: chat\r\n\r\n";
    }

    private static RawHttp2 connected(TestGateway gateway) throws Exception {
        RawHttp2 client = RawHttp2.to(gateway.port());
        client.connect(1, "/app/ws", "websocket", "sec-websocket-version", "13");
        assertThat(client.awaitHead(1).status()).hasToString("200");
        return client;
    }

    private static void assertNothingIsLeft(TestGateway gateway) {
        Gauge.inFlight(gateway).awaitValue(0);
        Gauge.connections(gateway).awaitValue(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A frame of a client with a mask of zeros (RFC 6455, section 5.2). */
    private static byte[] masked(int opcode, String text) {
        return ByteBuffer.allocate(6 + text.length())
                .put((byte) (0x80 | opcode))
                .put((byte) (0x80 | text.length()))
                .putInt(0)
                .put(bytes(text))
                .array();
    }

    // ---- how a tunnel begins ----

    @Test
    void aClientTalksToARealServer() throws Exception {
        try (DemoBackends backends = DemoBackends.start();
                TestGateway gateway = gateway(
                        "127.0.0.1:" + backends.address(DemoApp.OPEN_WEBUI).getPort())) {
            try (RawHttp2 client = RawHttp2.tls(gateway.port("https"), trusting)) {
                ByteBuffer settings =
                        ByteBuffer.wrap(client.await(RawHttp2.SETTINGS).payload());
                int offered = 0;
                while (settings.hasRemaining()) {
                    int key = settings.getShort();
                    int value = settings.getInt();
                    offered = key == CONNECT_PROTOCOL ? value : offered;
                }
                assertThat(offered).isEqualTo(1);
                client.connect(1, "/app/ws/socket.io", "websocket", "sec-websocket-version", "13");
                assertThat(client.awaitHead(1).status()).hasToString("200");
                client.data(1, masked(1, "through the door"), false);
                StringBuilder heard = new StringBuilder();
                while (heard.indexOf("through the door") < 0) {
                    heard.append(new String(client.await(RawHttp2.DATA).payload(), StandardCharsets.UTF_8));
                }
                client.data(1, masked(8, ""), true);
                RawHttp2.Frame end;
                do {
                    end = client.read();
                } while (!(end.type() == RawHttp2.DATA && end.has(RawHttp2.END_STREAM)));
                assertNothingIsLeft(gateway);
                assertThat(client.get(3, "/none").awaitHead(3).status()).hasToString("404");
            }
            assertThat(gateway.stopAndReadLog("access.log"))
                    .anySatisfy(line -> assertThat(line).contains("\"GET /app/ws/socket.io HTTP/2.0\" 200 "));
        }
    }

    @Test
    void theBackendGetsAnUpgradeOfHttp11WithAKeyOfOurs() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    assertThat(head)
                            .startsWith("GET /ws?a=b HTTP/1.1\r\n")
                            .doesNotContainIgnoringCase("content-length")
                            .doesNotContainIgnoringCase("transfer-encoding")
                            .doesNotContainIgnoringCase("protocol: websocket");
                    assertThat(RawConnection.header(head, "connection")).isEqualToIgnoringCase("upgrade");
                    assertThat(RawConnection.header(head, "upgrade")).isEqualTo("websocket");
                    assertThat(RawConnection.header(head, "host")).isEqualTo("localhost");
                    assertThat(RawConnection.header(head, "sec-websocket-version"))
                            .isEqualTo("13");
                    assertThat(RawConnection.header(head, "sec-websocket-protocol"))
                            .isEqualTo("chat, more");
                    assertThat(RawConnection.header(head, "sec-websocket-extensions"))
                            .isEqualTo("permessage-deflate");
                    assertThat(Base64.getDecoder().decode(RawConnection.header(head, "sec-websocket-key")))
                            .hasSize(16);
                    // The first bytes come glued to the 101, and those of the client came before it.
                    connection.send(switched(head) + "first");
                    assertThat(connection.read(5)).isEqualTo("early");
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.connect(
                    1,
                    "/app/ws?a=b",
                    "websocket",
                    "sec-websocket-version",
                    "13",
                    "sec-websocket-key",
                    "the client's own",
                    "sec-websocket-protocol",
                    "chat, more",
                    "sec-websocket-extensions",
                    "permessage-deflate");
            client.data(1, bytes("early"), false);
            Http2Headers head = client.awaitHead(1);
            assertThat(head.status()).hasToString("200");
            assertThat(head.get("sec-websocket-protocol")).hasToString("chat");
            assertThat(head.names().stream().map(CharSequence::toString))
                    .doesNotContain("sec-websocket-accept", "connection", "upgrade");
            assertThat(client.readData(1, 5)).isEqualTo("first");
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            assertNothingIsLeft(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"})
    void aSwitchWithoutTheProofIsABadAnswer(String proof) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + proof + "\r\n");
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            RawHttp2.Answer answer = client.connect(1, "/app/ws", "websocket").answer(1);
            assertThat(answer.status()).isEqualTo("502");
            assertThat(answer.body()).contains("upstream_bad_response");
            assertNothingIsLeft(gateway);
        }
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    while (!connection.readHead().isEmpty()) {
                        connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    }
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.connect(1, "/app/ws", "websocket").data(1, bytes("early"), false);
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("403");
            assertThat(answer.body()).isEqualTo("no");
            RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(1);
            assertThat(reset.error()).isEqualTo(RawHttp2.NO_ERROR);
            assertThat(client.connect(3, "/none", "websocket").awaitHead(3).status())
                    .hasToString("404");
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    @Test
    void otherProtocolsAreNotKnownAndPlainConnectIsRefused() throws Exception {
        try (RawUpstream upstream = switching((connection, n) -> connection.awaitEnd());
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            RawHttp2.Answer unknown =
                    client.connect(1, "/app/ws", "connect-udp").answer(1);
            assertThat(unknown.status()).isEqualTo("501");
            assertThat(unknown.body()).contains("protocol_not_supported");
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS,
                    3,
                    RawHttp2.block(":method", "CONNECT", ":authority", "localhost:80"));
            assertThat(client.awaitHead(3).status()).hasToString("405");
            // A :protocol without CONNECT, and a CONNECT with one but without a path.
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS,
                    5,
                    RawHttp2.request("GET", "/app/ws", ":protocol", "websocket"));
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS,
                    7,
                    RawHttp2.block(
                            ":method",
                            "CONNECT",
                            ":scheme",
                            "http",
                            ":authority",
                            "localhost",
                            ":protocol",
                            "websocket"));
            for (int stream = 5; stream <= 7; stream += 2) {
                RawHttp2.Frame reset;
                do {
                    reset = client.await(RawHttp2.RST_STREAM);
                } while (reset.stream() != stream);
                assertThat(reset.error()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            }
            assertThat(upstream.accepted()).isZero();
        }
    }

    // ---- how it ends ----

    @Test
    void eachDirectionEndsByItself() throws Exception {
        try (RawUpstream upstream = switching((connection, n) -> {
                    assertThat(connection.readToEnd()).isEqualTo("all I have to say");
                    connection.send("and still an answer");
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = connected(gateway)) {
            client.data(1, bytes("all I have to say"), true);
            assertThat(client.answer(1).body()).isEqualTo("and still an answer");
            assertNothingIsLeft(gateway);
        }
    }

    @Test
    void theBackendsEndLeavesTheClientItsSay() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (RawUpstream upstream = switching((connection, n) -> {
                    connection.send("bye").shutdownOutput();
                    assertThat(connection.readToEnd()).isEqualTo("wait");
                    heard.countDown();
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = connected(gateway)) {
            RawHttp2.Answer bye = client.answer(1);
            assertThat(bye.body()).isEqualTo("bye");
            assertThat(bye.reset()).isEqualTo(-1);
            client.data(1, bytes("wait"), true);
            heard.await();
            assertNothingIsLeft(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "connection", "backend"})
    void whoeverVanishesTakesTheOtherSideAlong(String who) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = switching((connection, n) -> {
                    connection.send(connection.read(2));
                    if (who.equals("backend")) {
                        connection.reset();
                    } else {
                        connection.awaitEnd();
                    }
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = connected(gateway)) {
            client.data(1, bytes("go"), false).readData(1, 2);
            switch (who) {
                case "stream" -> client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
                case "connection" -> client.connection().reset();
                default -> assertThat(client.await(RawHttp2.RST_STREAM).error()).isEqualTo(RawHttp2.CANCEL);
            }
            ended.await();
            assertNothingIsLeft(gateway);
        }
    }

    /** As above, when the gateway does not read what the client sends, since the backend takes nothing. */
    @Test
    void aClientThatVanishesWhileItIsNotReadTakesTheBackendAlong() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = switching((connection, n) -> {
                    gone.await();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = connected(gateway)) {
            for (int i = 0; i < 60; i++) {
                client.data(1, new byte[16 * 1024], false);
            }
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            gone.countDown();
            ended.await();
            assertNothingIsLeft(gateway);
        }
    }

    @Test
    void aSilentTunnelIsClosed() throws Exception {
        try (RawUpstream upstream = switching((connection, n) -> connection.awaitEnd());
                TestGateway gateway = gateway(upstream.address(), ", idle-timeout: 300ms");
                RawHttp2 client = connected(gateway)) {
            assertThat(client.await(RawHttp2.RST_STREAM).error()).isEqualTo(RawHttp2.CANCEL);
            assertNothingIsLeft(gateway);
        }
    }

    // ---- pace ----

    @Test
    void muchGoesBothWaysAtOnce() throws Exception {
        int total = 8 * 1024 * 1024;
        try (RawUpstream upstream = switching((connection, n) -> {
                    Thread writer = new Thread(() -> pour(connection, total, new AtomicLong()));
                    writer.start();
                    connection.skip(total);
                    writer.join();
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = connected(gateway)) {
            int sent = 0;
            int received = 0;
            // What the gateway's settings give a stream.
            int window = 1024 * 1024;
            while (received < total || sent < total) {
                for (; sent < total && window >= 16 * 1024; sent += 16 * 1024, window -= 16 * 1024) {
                    client.data(1, new byte[16 * 1024], false);
                }
                RawHttp2.Frame frame = client.read();
                if (frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == 1) {
                    window += frame.error();
                } else if (frame.type() == RawHttp2.DATA && frame.payload().length > 0) {
                    received += frame.payload().length;
                    client.sendNumber(RawHttp2.WINDOW_UPDATE, 0, frame.payload().length);
                    client.sendNumber(RawHttp2.WINDOW_UPDATE, 1, frame.payload().length);
                }
            }
            client.data(1, new byte[0], true);
            assertNothingIsLeft(gateway);
        }
    }

    @Test
    void aReaderThatDoesNotReadStopsTheBackend() throws Exception {
        int total = Math.toIntExact(2 * SocketBuffers.most());
        AtomicLong written = new AtomicLong();
        try (RawUpstream upstream = switching((connection, n) -> pour(connection, total, written));
                TestGateway gateway = gateway(upstream.address());
                RawHttp2 client = connected(gateway)) {
            Settled.at(written::get);
            assertThat(written.get()).isLessThan(SocketBuffers.most());
            client.readData(1, total);
        }
    }

    private static void pour(RawConnection connection, int total, AtomicLong written) {
        byte[] block = new byte[64 * 1024];
        try {
            while (written.get() < total) {
                connection.send(block);
                written.addAndGet(block.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
