package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.server.demo.DemoApp;
import io.phoenix.gateway.server.demo.DemoBackends;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgraded connections: bytes both ways, at the reader's pace, each direction to its own end. */
@Timeout(60)
final class WebSocketIT {

    private static final String UPGRADE =
            "GET /app/ws HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Upgrade: websocket\r\n\r\n";
    private static final String SWITCHED =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

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

    private TestGateway gateway(String address) throws Exception {
        return gateway(address, "");
    }

    private TestGateway gateway(String address, String more) throws Exception {
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
                  - { name: app, path: /app/, upstream: app }
                """.formatted(certificates, address, more));
    }

    private static void assertNothingIsLeft(TestGateway gateway) {
        Gauge.inFlight(gateway).awaitValue(0);
        Gauge.connections(gateway).awaitValue(0);
        Gauge.clients(gateway).awaitValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void aRealClientTalksToARealServer(String scheme) throws Exception {
        try (DemoBackends backends = DemoBackends.start();
                TestGateway gateway = gateway(
                        "127.0.0.1:" + backends.address(DemoApp.OPEN_WEBUI).getPort())) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            WebSocket socket = HttpClient.newBuilder()
                    .sslContext(trusting)
                    .build()
                    .newWebSocketBuilder()
                    .buildAsync(
                            URI.create(scheme + "://localhost:" + gateway.port(scheme.equals("ws") ? "http" : "https")
                                    + "/app/ws/socket.io"),
                            new WebSocket.Listener() {
                                @Override
                                public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                    heard.add(text.toString());
                                    from.request(1);
                                    return null;
                                }

                                @Override
                                public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                                    heard.add("closed " + status);
                                    return null;
                                }
                            })
                    .get(20, TimeUnit.SECONDS);
            socket.sendText("through the door", true).join();
            String echo;
            do {
                echo = heard.poll(20, TimeUnit.SECONDS);
                assertThat(echo).isNotNull();
            } while (!echo.contains("through the door"));
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("closed 1000");
            assertNothingIsLeft(gateway);
            assertThat(gateway.stopAndReadLog("access.log").get(0)).contains("\" 101 ");
        }
    }

    @Test
    void theUpgradeIsPassedWithThePrefixStripped() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    assertThat(head).startsWith("GET /ws HTTP/1.1\r\n");
                    assertThat(RawConnection.header(head, "connection")).isEqualToIgnoringCase("upgrade");
                    assertThat(RawConnection.header(head, "upgrade")).isEqualTo("websocket");
                    // The first bytes come glued to the 101.
                    connection.send(SWITCHED + "first");
                    assertThat(connection.read(4)).isEqualTo("ping");
                    connection.send("pong");
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            String head = client.send(UPGRADE).readHead();
            assertThat(head).startsWith("HTTP/1.1 101");
            assertThat(RawConnection.header(head, "upgrade")).isEqualTo("websocket");
            assertThat(client.read(5)).isEqualTo("first");
            assertThat(client.send("ping").read(4)).isEqualTo("pong");
            client.socket().close();
            assertNothingIsLeft(gateway);
        }
    }

    @Test
    void eachDirectionEndsByItself() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(SWITCHED);
                    assertThat(connection.readToEnd()).isEqualTo("all I have to say");
                    connection.send("and still an answer");
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(UPGRADE).readHead();
            client.send("all I have to say").shutdownOutput();
            assertThat(client.readToEnd()).isEqualTo("and still an answer");
            assertNothingIsLeft(gateway);
        }
    }

    @Test
    void theBackendsEndLeavesTheClientItsSay() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(SWITCHED + "bye").shutdownOutput();
                    assertThat(connection.readToEnd()).isEqualTo("wait");
                    heard.countDown();
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(UPGRADE).readHead();
            assertThat(client.readToEnd()).isEqualTo("bye");
            client.send("wait").shutdownOutput();
            heard.await();
            assertNothingIsLeft(gateway);
        }
    }

    /** One side ends; what the other one says after that is more than fits on the way, so that it has to wait. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverIsStillTalkingIsHeardOut(boolean client) throws Exception {
        int total = Math.toIntExact(2 * SocketBuffers.most());
        AtomicLong written = new AtomicLong();
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.startNarrow(16 * 1024, (connection, n) -> {
                    connection.readHead();
                    connection.send(SWITCHED);
                    if (client) {
                        connection.shutdownOutput();
                        read.await();
                        connection.skip(total);
                        finished.countDown();
                        connection.awaitEnd();
                    } else {
                        connection.awaitEnd();
                        pour(connection, total, written);
                    }
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection connection = RawConnection.narrow(gateway.port(), 16 * 1024)) {
            connection.send(UPGRADE).readHead();
            if (client) {
                connection.awaitEnd();
                Thread writer = new Thread(() -> pour(connection, total, written));
                writer.setDaemon(true);
                writer.start();
            } else {
                connection.shutdownOutput();
            }
            assertThat(awaitStuck(written)).isLessThan(SocketBuffers.most());
            read.countDown();
            if (client) {
                assertThat(finished.await(20, TimeUnit.SECONDS)).isTrue();
                connection.shutdownOutput();
            } else {
                connection.skip(total);
                connection.awaitEnd();
            }
            assertNothingIsLeft(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoeverVanishesTakesTheOtherSideAlong(boolean clientVanishes) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(SWITCHED);
                    if (clientVanishes) {
                        connection.awaitEnd();
                    } else {
                        connection.read(2);
                        connection.reset();
                    }
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(UPGRADE).readHead();
            client.send("go");
            if (clientVanishes) {
                client.reset();
            } else {
                client.awaitEnd();
            }
            ended.await();
            assertNothingIsLeft(gateway);
        }
    }

    /** Whoever sends into a tunnel whose other end does not read is stopped after what the buffers on the way take. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderThatDoesNotReadStopsTheWriter(boolean clientWrites) throws Exception {
        int total = Math.toIntExact(2 * SocketBuffers.most());
        AtomicLong written = new AtomicLong();
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch finished = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.startNarrow(16 * 1024, (connection, n) -> {
                    connection.readHead();
                    connection.send(SWITCHED);
                    if (clientWrites) {
                        read.await();
                        connection.skip(total);
                        finished.countDown();
                    } else {
                        pour(connection, total, written);
                    }
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection client = RawConnection.narrow(gateway.port(), 16 * 1024)) {
            client.send(UPGRADE).readHead();
            if (clientWrites) {
                Thread writer = new Thread(() -> pour(client, total, written));
                writer.setDaemon(true);
                writer.start();
            }
            long stuck = awaitStuck(written);
            assertThat(stuck).isLessThan(SocketBuffers.most());
            read.countDown();
            if (clientWrites) {
                finished.await();
            } else {
                client.skip(total);
            }
        }
    }

    private static void pour(RawConnection connection, int total, AtomicLong written) {
        byte[] block = new byte[64 * 1024];
        try {
            while (written.get() < total) {
                connection.send(block);
                written.addAndGet(block.length);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The number of bytes at which the writer stood still for a while. */
    private static long awaitStuck(AtomicLong written) {
        long[] last = {-1};
        org.awaitility.Awaitility.await()
                .pollInterval(java.time.Duration.ofMillis(500))
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> {
                    long now = written.get();
                    boolean still = now > 0 && now == last[0];
                    last[0] = now;
                    return still;
                });
        return last[0];
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    while (!connection.readHead().isEmpty()) {
                        connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    }
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(UPGRADE).readMessage())
                    .startsWith("HTTP/1.1 403")
                    .endsWith("no");
            client.send("GET /app/plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 403").endsWith("no");
        }
    }

    @Test
    void aSwitchThatNobodyAskedForIsABadAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    assertThat(connection.readHead()).doesNotContainIgnoringCase("upgrade");
                    connection.send(SWITCHED);
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 502").contains("upstream_bad_response");
        }
    }

    @Test
    void aSilentTunnelIsClosed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(SWITCHED);
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream.address(), ", idle-timeout: 300ms");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(UPGRADE).readHead();
            client.awaitEnd();
            assertNothingIsLeft(gateway);
        }
    }
}
