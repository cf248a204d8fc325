package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes leave the gateway as they arrive, and a client that leaves takes its request at the backend along. */
@Timeout(60)
final class StreamingIT {

    private static final int EVENTS = 20;
    private static final String OK = "HTTP/1.1 200 OK\r\n";

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

    private TestGateway gateway(RawUpstream upstream) throws Exception {
        return TestGateway.start(directory, """
                        hosts: [localhost]
                        listeners:
                          - { name: http, address: "127.0.0.1:0" }
                          - { name: https, address: "127.0.0.1:0", tls: true }
                        tls: { directory: "%s" }
                        admin: { address: "127.0.0.1:0" }
                        limits: { held-body-memory: 64KiB, spill-directory: "%s" }
                        upstreams:
                          app: { address: "%s" }
                        models:
                          m: { upstream: app }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                          - { name: chat, path: /v1/chat/completions, models: chat }
                        """.formatted(certificates, directory, upstream.address()));
    }

    private static RawConnection client(TestGateway gateway, String scheme) throws IOException {
        return scheme.equals("http")
                ? RawConnection.to(gateway.port())
                : RawConnection.tls(gateway.port("https"), trusting, "localhost");
    }

    /** Everything that belonged to the client's request is gone. */
    private static void assertNothingIsLeft(TestGateway gateway) {
        Gauge.inFlight(gateway).awaitValue(0);
        Gauge.connections(gateway).awaitValue(0);
        Gauge.clients(gateway).awaitValue(0);
        Gauge.held(gateway).awaitValue(0);
    }

    private static void leave(RawConnection client, String how) throws IOException {
        if (how.equals("reset")) {
            client.reset();
        } else {
            client.close();
        }
    }

    // ---- answers ----

    @ParameterizedTest
    @CsvSource({
        "http, text/event-stream, chunked",
        "http, text/event-stream, until-close",
        "http, application/x-ndjson, chunked",
        "https, text/event-stream, chunked",
        "https, text/event-stream, until-close",
        "https, application/x-ndjson, until-close"
    })
    void eachEventArrivesBeforeTheNextOneIsSent(String scheme, String type, String framing) throws Exception {
        boolean chunked = framing.equals("chunked");
        Semaphore received = new Semaphore(0);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK + "Content-Type: " + type + "\r\n"
                            + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Connection: close\r\n\r\n"));
                    for (int i = 0; i < EVENTS; i++) {
                        String event = event(i);
                        connection.send(
                                chunked ? Integer.toHexString(event.length()) + "\r\n" + event + "\r\n" : event);
                        received.acquire();
                    }
                    if (chunked) {
                        connection.send("0\r\n\r\n");
                    }
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = client(gateway, scheme)) {
            client.send("GET /app/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-type")).isEqualTo(type);
            assertThat(RawConnection.header(head, "transfer-encoding")).isEqualTo("chunked");
            for (int i = 0; i < EVENTS; i++) {
                assertThat(client.readChunk()).isEqualTo(event(i));
                received.release();
            }
            assertThat(client.readChunk()).isEmpty();
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    private static String event(int i) {
        return "data: {\"n\":" + i + "}\n\n";
    }

    /** The backend's end is there long before the client has read what comes before it. */
    @ParameterizedTest
    @ValueSource(strings = {"length", "until-close"})
    void aBackendThatHasLeftIsStillHeardOut(String framing) throws Exception {
        int total = 16 * 1024 * 1024;
        boolean length = framing.equals("length");
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(
                            OK + "Connection: close\r\n" + (length ? "Content-Length: " + total + "\r\n\r\n" : "\r\n"));
                    connection.send(new byte[total]);
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.narrow(gateway.port(), 16 * 1024)) {
            client.send("GET /app/file HTTP/1.0\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            client.skip(total);
            client.awaitEnd();
            assertNothingIsLeft(gateway);
        }
    }

    @Test
    void anOldClientGetsAStreamThatEndsWithTheConnection() throws Exception {
        Semaphore received = new Semaphore(0);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
                    received.acquire();
                    connection.send("3\r\ntwo\r\n0\r\n\r\n");
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = client(gateway, "http")) {
            client.send("GET /app/events HTTP/1.0\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).doesNotContainIgnoringCase("transfer-encoding");
            assertThat(client.read(3)).isEqualTo("one");
            received.release();
            assertThat(client.readToEnd()).isEqualTo("two");
        }
    }

    /** The end of such an answer is the connection's, so a broken connection must not look like one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n"})
    void anAnswerThatIsBrokenOffIsNotPassedOffAsWhole(String framing) throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK + framing + "\r\n" + (framing.startsWith("T") ? "4\r\nhalf\r\n" : "half"));
                    received.await();
                    connection.reset();
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = client(gateway, "http")) {
            client.send("GET /app/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String head = client.readHead();
            boolean chunked = "chunked".equals(RawConnection.header(head, "transfer-encoding"));
            assertThat(chunked ? client.readChunk() : client.read(4)).isEqualTo("half");
            received.countDown();
            assertThat(client.readToEnd()).isIn("", "<reset>");
            assertNothingIsLeft(gateway);
        }
    }

    // ---- uploads ----

    @ParameterizedTest
    @CsvSource({
        "http, /app/upload, false",
        "http, /app/upload, true",
        "http, /v1/chat/completions, false",
        "http, /v1/chat/completions, true",
        "https, /app/upload, true",
        "https, /v1/chat/completions, false"
    })
    void eachPieceOfAnUploadArrivesBeforeTheNextOneIsSent(String scheme, String path, boolean chunked)
            throws Exception {
        String first = "{\"model\":\"m\",\"messages\":\"";
        String piece = "x".repeat(100);
        String last = "\"}";
        int length = first.length() + EVENTS * piece.length() + last.length();
        Semaphore arrived = new Semaphore(0);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    if (!chunked) {
                        assertThat(RawConnection.header(head, "content-length")).isEqualTo("" + length);
                    }
                    assertThat(receive(connection, first, chunked)).isEqualTo(first);
                    arrived.release();
                    for (int i = 0; i < EVENTS; i++) {
                        assertThat(receive(connection, piece, chunked)).isEqualTo(piece);
                        arrived.release();
                    }
                    assertThat(receive(connection, last, chunked)).isEqualTo(last);
                    assertThat(chunked ? connection.readChunk() : "").isEmpty();
                    connection.send(OK + "Content-Length: 2\r\n\r\nok");
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = client(gateway, scheme)) {
            client.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length) + "\r\n\r\n");
            client.send(framed(first, chunked));
            for (int i = 0; i < EVENTS; i++) {
                arrived.acquire();
                client.send(framed(piece, chunked));
            }
            arrived.acquire();
            client.send(framed(last, chunked) + (chunked ? "0\r\n\r\n" : ""));
            assertThat(client.readMessage()).endsWith("\r\n\r\nok");
        }
    }

    private static String receive(RawConnection connection, String expected, boolean chunked) throws IOException {
        return chunked ? connection.readChunk() : connection.read(expected.length());
    }

    private static String framed(String piece, boolean chunked) {
        return chunked ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n" : piece;
    }

    // ---- clients that leave ----

    @ParameterizedTest
    @CsvSource({"http, close", "http, reset", "https, close", "https, reset"})
    void leavingBeforeTheAnswerEndsTheRequest(String scheme, String how) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    asked.countDown();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream)) {
            RawConnection client = client(gateway, scheme);
            client.send("GET /app/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            asked.await();
            assertThat(Gauge.inFlight(gateway).value()).isEqualTo(1);
            leave(client, how);
            ended.await();
            assertNothingIsLeft(gateway);
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .contains("client_closed");
        }
    }

    @ParameterizedTest
    @CsvSource({"http, close", "http, reset", "https, close", "https, reset"})
    void leavingWithinTheAnswerEndsTheRequest(String scheme, String how) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream)) {
            RawConnection client = client(gateway, scheme);
            client.send("GET /app/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readHead();
            assertThat(client.readChunk()).isEqualTo("one");
            leave(client, how);
            ended.await();
            assertNothingIsLeft(gateway);
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .contains("client_closed");
        }
    }

    /** The gateway is not reading from the upstream then: all buffers on the way to the client are full. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void leavingAnAnswerThatWasNotReadEndsTheRequest(String scheme) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK + "Content-Length: 1000000000\r\n\r\n");
                    byte[] bytes = new byte[64 * 1024];
                    try {
                        while (true) {
                            connection.send(bytes);
                        }
                    } catch (IOException expected) {
                        ended.countDown();
                    }
                });
                TestGateway gateway = gateway(upstream)) {
            RawConnection client = client(gateway, scheme);
            client.send("GET /app/download HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readHead();
            client.reset();
            ended.await();
            assertNothingIsLeft(gateway);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http, close, /app/upload",
        "http, reset, /v1/chat/completions",
        "https, close, /v1/chat/completions",
        "https, reset, /app/upload"
    })
    void leavingWithinAnUploadEndsTheRequest(String scheme, String how, String path) throws Exception {
        String first = "{\"model\":\"m\",\"messages\":\"";
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    assertThat(connection.read(first.length())).isEqualTo(first);
                    asked.countDown();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream)) {
            RawConnection client = client(gateway, scheme);
            client.send(upload(path, 1_000_000) + first);
            asked.await();
            leave(client, how);
            ended.await();
            assertNothingIsLeft(gateway);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void leavingAnUploadThatNobodyReadsEndsTheRequest(String scheme) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.startNarrow(16 * 1024, (connection, n) -> {
                    connection.readHead();
                    asked.countDown();
                    left.await();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream)) {
            RawConnection client = client(gateway, scheme);
            client.send(upload("/app/upload", 1_000_000_000));
            Thread sending = new Thread(() -> {
                byte[] bytes = new byte[64 * 1024];
                try {
                    while (true) {
                        client.send(bytes);
                    }
                } catch (IOException expected) {
                    left.countDown();
                }
            });
            sending.start();
            asked.await();
            client.reset();
            // The upstream begins to read only now, so its end is not what its reading brought about.
            ended.await();
            sending.join();
            assertNothingIsLeft(gateway);
        }
    }

    /** The model stands at the end, so no backend has heard of the request yet. */
    @ParameterizedTest
    @CsvSource({"http, close, 1000", "http, reset, 3000000", "https, close, 3000000", "https, reset, 1000"})
    void leavingWhileTheBodyIsHeldLetsGoOfIt(String scheme, String how, int length) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {});
                TestGateway gateway = gateway(upstream)) {
            RawConnection client = client(gateway, scheme);
            client.send(upload("/v1/chat/completions", 10_000_000) + "{\"messages\":\"" + "x".repeat(length));
            Gauge held = Gauge.held(gateway);
            await().until(held::value, bytes -> bytes > 0);
            leave(client, how);
            assertNothingIsLeft(gateway);
            assertThat(upstream.accepted()).isZero();
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .contains("client_closed");
        }
    }

    /** All of the body lies on disk and goes to a backend that has stopped reading. */
    @ParameterizedTest
    @CsvSource({"http, close", "http, reset", "https, close", "https, reset"})
    void leavingWhileTheSpilledBodyIsFedEndsTheRequest(String scheme, String how) throws Exception {
        String body = "{\"messages\":\"" + "x".repeat(12_000_000) + "\",\"model\":\"m\"}";
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.startNarrow(16 * 1024, (connection, n) -> {
                    connection.readHead();
                    asked.countDown();
                    left.await();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream)) {
            RawConnection client = client(gateway, scheme);
            client.send(upload("/v1/chat/completions", body.length()) + body);
            asked.await();
            leave(client, how);
            Gauge.inFlight(gateway).awaitValue(0);
            left.countDown();
            ended.await();
            assertNothingIsLeft(gateway);
        }
    }

    private static String upload(String path, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + length + "\r\n\r\n";
    }
}
