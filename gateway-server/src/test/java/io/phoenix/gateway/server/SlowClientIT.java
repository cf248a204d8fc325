package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send or read a byte now and then are cut off; those that wait because somebody else is slow, are not.
 * The gateway's windows are the only clock: how many are over is told by other clients that it has cut off meanwhile.
 */
@Timeout(60)
final class SlowClientIT {

    private static final String DRIPPING = "limits: { rate-window: 200ms, min-request-rate: 1kB, min-answer-rate: 1B }";
    private static final String SIPPING = "limits: { rate-window: 200ms, min-request-rate: 1B, min-answer-rate: 1MB }";
    private static final String ENDLESS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static final long MIB = 1024 * 1024;

    private static final Duration A_WHILE = Duration.ofMillis(20);

    @TempDir
    Path directory;

    @TempDir
    static Path certificates;

    private static SSLContext trusting;

    /** What the client's bytes travel in. */
    enum Transport {
        PLAIN,
        TLS
    }

    @BeforeAll
    static void makeCertificates() throws Exception {
        TestAuthority authority = new TestAuthority();
        authority.write(certificates, "localhost", "localhost", "127.0.0.1");
        trusting = authority.client();
    }

    private TestGateway gateway(String limits, RawUpstream upstream) throws Exception {
        return gateway(limits, upstream, "http1");
    }

    private TestGateway gateway(String limits, RawUpstream upstream, String protocol) throws Exception {
        return TestGateway.start(directory, """
                        hosts: [localhost, 127.0.0.1]
                        listeners:
                          - { name: http, address: "127.0.0.1:0" }
                          - { name: https, address: "127.0.0.1:0", tls: true }
                        tls: { directory: "%s" }
                        admin: { address: "127.0.0.1:0" }
                        %s
                        upstreams:
                          app: { address: "%s", protocol: %s }
                        models:
                          m: { upstream: app }
                        routes:
                          - { name: app, path: /app/, upstream: app, max-body: unlimited }
                          - { name: chat, path: /v1/chat/completions, models: chat }
                        """.formatted(certificates, limits, upstream.address(), protocol));
    }

    /** Two windows and more are over when this returns. */
    private static void awaitWindows(TestGateway gateway) throws Exception {
        for (int i = 0; i < 2; i++) {
            try (RawConnection late = RawConnection.to(gateway.port())) {
                late.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{");
                assertThat(late.readMessage()).startsWith("HTTP/1.1 408 ");
            }
        }
    }

    // ---- bodies ----

    @ParameterizedTest
    @ValueSource(strings = {"/app/x", "/v1/chat/completions"})
    void aBodyThatDripsIsRefusedAndNeverCompletes(String path) throws Exception {
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> got.add(connection.readToEnd()));
                TestGateway gateway = gateway(DRIPPING, upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST " + path
                    + " HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: drip\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("1\r\n{\r\n");
            while (!client.awaitMore(A_WHILE)) {
                client.send("1\r\n \r\n");
            }
            String answer = client.readToEnd();
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"request_timeout\"", "200 bytes", "200 ms");
            assertThat(RawConnection.header(answer, "connection")).isEqualTo("close");
            if (path.startsWith("/app")) {
                assertThat(got.take()).startsWith("POST /x ").doesNotContain("\r\n0\r\n\r\n");
            }
            assertThat(gateway.stopAndReadLog("error.log"))
                    .anySatisfy(line -> assertThat(line).contains("request_timeout id=drip"));
            assertThat(upstream.accepted()).isEqualTo(path.startsWith("/app") ? 1 : 0);
        }
    }

    @Test
    void aStreamThatDripsIsRefusedAndItsConnectionGoesOn() throws Exception {
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> got.add(connection.readToEnd()));
                TestGateway gateway = gateway(DRIPPING, upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.await(RawHttp2.SETTINGS);
            client.await(RawHttp2.SETTINGS);
            client.post(1, "/app/x");
            while (!client.connection().awaitMore(A_WHILE)) {
                client.data(1, new byte[1], false);
            }
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("408");
            assertThat(answer.body()).contains("\"request_timeout\"");
            assertThat(got.take()).startsWith("POST /x ").doesNotContain("\r\n0\r\n\r\n");
            assertThat(client.get(3, "/none").answer(3).status()).isEqualTo("404");
        }
    }

    /** Neither side of a call of gRPC has to speak before the other one does. */
    @Test
    void aSilentCallIsNotSlow() throws Exception {
        CountDownLatch silent = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 server = RawHttp2.serve(connection);
                    int stream = server.await(RawHttp2.HEADERS).stream();
                    silent.await();
                    server.send(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                            stream,
                            RawHttp2.block(":status", "200", "content-type", "application/grpc", "grpc-status", "0"));
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(DRIPPING, upstream, "h2");
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/app/phoenix.Test/Talk", "content-type", "application/grpc", "te", "trailers");
            Gauge.inFlight(gateway).awaitValue(1);
            awaitWindows(gateway);
            silent.countDown();
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.header("grpc-status")).isEqualTo("0");
        }
    }

    @Test
    void aBodyThatTheBackendHoldsUpIsNotSlow() throws Exception {
        int length = 16 * 1024 * 1024;
        CountDownLatch read = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.startNarrow(16 * 1024, (connection, n) -> {
                    connection.readHead();
                    read.await();
                    connection.skip(length);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestGateway gateway = gateway(DRIPPING, upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            Thread writer = new Thread(() -> {
                try {
                    client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
                    client.send(new byte[length]);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();
            awaitWindows(gateway);
            read.countDown();
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ").endsWith("ok");
            writer.join();
        }
    }

    @Test
    void aBodyMayRestOnceTheAnswerHasBegun() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(ENDLESS + "2\r\nhi\r\n");
                    assertThat(connection.readChunk()).isEqualTo("a");
                    assertThat(connection.readChunk()).isEqualTo("bye");
                    assertThat(connection.readChunk()).isEmpty();
                    connection.send("0\r\n\r\n");
                });
                TestGateway gateway = gateway(DRIPPING, upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/app/x").data(1, new byte[] {'a'}, false);
            assertThat(new String(client.await(RawHttp2.DATA).payload(), StandardCharsets.UTF_8))
                    .isEqualTo("hi");
            awaitWindows(gateway);
            client.data(1, "bye".getBytes(StandardCharsets.UTF_8), true);
            RawHttp2.Frame end;
            do {
                end = client.await(RawHttp2.DATA);
            } while (!end.has(RawHttp2.END_STREAM));
        }
    }

    @Test
    void aClientThatWaitsFor100IsNotSlow() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    assertThat(connection.readBody(head)).isEqualTo("ab");
                    more.await();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestGateway gateway = gateway(DRIPPING, upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            client.send("ab");
            // The body is complete: the backend may think as long as it likes.
            awaitWindows(gateway);
            more.countDown();
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
        }
    }

    // ---- answers ----

    /** Sends for ever, until the gateway has enough of it, and counts what it got rid of and what that took. */
    private static final class Endless implements AutoCloseable {

        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong mostDirect = new AtomicLong();
        private final long directBefore = DirectMemory.used();
        private final RawUpstream upstream;

        Endless() throws IOException {
            upstream = RawUpstream.start((connection, n) -> {
                connection.readHead();
                byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.UTF_8);
                try {
                    connection.send(ENDLESS);
                    while (true) {
                        connection.send(chunk);
                        written.addAndGet(chunk.length);
                        mostDirect.accumulateAndGet(DirectMemory.used(), Math::max);
                    }
                } catch (IOException closed) {
                    ended.countDown();
                }
            });
        }

        /** It was held back until it was cut off: the sockets on the way took their fill, and the gateway little. */
        void awaitHeldBackEnd() throws Exception {
            ended.await();
            assertThat(written.get()).as("bytes that the backend got rid of").isLessThan(SocketBuffers.most());
            assertThat(mostDirect.get() - directBefore).as("direct memory").isLessThan(16 * MIB);
        }

        @Override
        public void close() {
            upstream.close();
        }
    }

    private static void assertCutOff(TestGateway gateway) {
        Gauge.inFlight(gateway).awaitValue(0);
        Gauge.connections(gateway).awaitValue(0);
        assertThat(gateway.stopAndReadLog("error.log"))
                .anySatisfy(line -> assertThat(line).contains("request_timeout").contains("200000 bytes"));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aReaderThatDoesNotReadIsCutOff(Transport transport) throws Exception {
        try (Endless endless = new Endless();
                TestGateway gateway = gateway(SIPPING, endless.upstream);
                RawConnection client = narrow(gateway, transport)) {
            client.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\n\r\n").readHead();
            endless.awaitHeldBackEnd();
            assertThat(client.readToEnd()).doesNotEndWith("0\r\n\r\n");
            Gauge.clients(gateway).awaitValue(0);
            assertCutOff(gateway);
        }
    }

    private static RawConnection narrow(TestGateway gateway, Transport transport) throws IOException {
        return transport == Transport.PLAIN
                ? RawConnection.narrow(gateway.port(), 4096)
                : RawConnection.narrow(gateway.port("https"), 4096).startTls(trusting, "localhost");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aReaderOfAConnectionOfHttp2ThatDoesNotReadIsCutOff(Transport transport) throws Exception {
        // Windows of two gigabytes, so that only the socket holds the answer up.
        byte[] window = {0, 4, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        try (Endless endless = new Endless();
                TestGateway gateway = gateway(SIPPING, endless.upstream);
                RawHttp2 client = http2(gateway, transport, 4096, window)) {
            client.sendNumber(RawHttp2.WINDOW_UPDATE, 0, 0x7fff0000);
            client.get(1, "/app/x");
            endless.awaitHeldBackEnd();
            Gauge.clients(gateway).awaitValue(0);
            assertCutOff(gateway);
        }
    }

    private static RawHttp2 http2(TestGateway gateway, Transport transport, int receiveBuffer, byte[] settings)
            throws IOException {
        RawConnection connection = transport == Transport.PLAIN
                ? RawConnection.narrow(gateway.port(), receiveBuffer)
                : RawConnection.narrow(gateway.port("https"), receiveBuffer).agree(trusting, "localhost", "h2");
        return RawHttp2.over(connection, settings);
    }

    /** The client opens the window of its stream never, or by one byte now and then. */
    @ParameterizedTest
    @CsvSource({"0, PLAIN", "1, PLAIN", "0, TLS", "1, TLS"})
    void aWindowThatDoesNotOpenEndsItsStream(int step, Transport transport) throws Exception {
        try (Endless endless = new Endless();
                TestGateway gateway = gateway(SIPPING, endless.upstream);
                RawHttp2 client = http2(gateway, transport, 64 * 1024, new byte[] {0, 4, 0, 0, 0, (byte) step})) {
            client.get(1, "/app/x");
            int reset = -1;
            while (reset < 0) {
                if (client.connection().awaitMore(A_WHILE)) {
                    RawHttp2.Frame frame = client.read();
                    reset = frame.type() == RawHttp2.RST_STREAM ? frame.error() : -1;
                } else if (step > 0) {
                    client.sendNumber(RawHttp2.WINDOW_UPDATE, 1, step);
                }
            }
            assertThat(reset).isEqualTo(RawHttp2.INTERNAL_ERROR);
            endless.awaitHeldBackEnd();
            assertThat(client.get(3, "/none").await(RawHttp2.HEADERS).stream()).isEqualTo(3);
            assertCutOff(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStreamThatIsSilentBecauseTheModelThinksIsNotHit(boolean http2) throws Exception {
        CountDownLatch thought = new CountDownLatch(1);
        String limits = "limits: { rate-window: 200ms, min-request-rate: 1kB, min-answer-rate: 1MB }";
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(ENDLESS + "5\r\nfirst\r\n");
                    thought.await();
                    connection.send("4\r\nlast\r\n0\r\n\r\n");
                });
                TestGateway gateway = gateway(limits, upstream);
                RawConnection raw = RawConnection.to(gateway.port())) {
            if (http2) {
                RawHttp2 client = RawHttp2.over(raw).get(1, "/app/x");
                assertThat(client.await(RawHttp2.DATA).payload()).asString().isEqualTo("first");
                awaitWindows(gateway);
                thought.countDown();
                assertThat(client.answer(1).reset()).isEqualTo(-1);
            } else {
                raw.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\n\r\n").readHead();
                assertThat(raw.readChunk()).isEqualTo("first");
                awaitWindows(gateway);
                thought.countDown();
                assertThat(raw.readChunk()).isEqualTo("last");
            }
        }
    }
}
