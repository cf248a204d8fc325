package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 of clients, stream by stream, in front of backends that speak HTTP/1.1. */
@Timeout(60)
final class Http2IT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

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

    private TestGateway gateway(RawUpstream upstream, String... limits) throws Exception {
        return TestGateway.start(directory, """
                        hosts: [localhost, 127.0.0.1]
                        listeners:
                          - { name: http, address: "127.0.0.1:0" }
                          - { name: https, address: "127.0.0.1:0", tls: true }
                        tls: { directory: "%s", hsts: 1d }
                        admin: { address: "127.0.0.1:0" }
                        limits: { held-body-memory: 64KiB, spill-directory: "%s"%s }
                        upstreams:
                          app: { address: "%s" }
                        models:
                          m: { upstream: app }
                        routes:
                          - { name: app, path: /app/, upstream: app, max-body: unlimited }
                          - { name: small, path: /small/, upstream: app, max-body: 1KiB }
                          - { name: chat, path: /v1/chat/completions, models: chat }
                        """.formatted(
                        certificates,
                        directory,
                        limits.length == 0 ? "" : ", " + String.join(", ", limits),
                        upstream.address()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- how a connection begins ----

    @Test
    void clientsOfTheJdkGetHttp2OverTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream)) {
            HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(
                                        "https://localhost:" + gateway.port("https") + "/v1/chat/completions"))
                                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"m\",\"n\":" + i + "}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.body()).isEqualTo("ok");
                assertThat(answer.headers().firstValue("strict-transport-security"))
                        .contains("max-age=86400");
                assertThat(upstream.received())
                        .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
                        .doesNotContainIgnoringCase("x-http2")
                        .containsIgnoringCase("\r\nvia: 2.0 ")
                        .endsWith("\"n\":" + i + "}");
            }
        }
    }

    @Test
    void theFirstBytesOfAPlainConnectionTellItsVersionHoweverTheyCome() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream)) {
            try (RawConnection raw = RawConnection.to(gateway.port())) {
                for (byte b : bytes(RawHttp2.PREFACE.substring(0, RawHttp2.PREFACE.length() - 1))) {
                    raw.send(new byte[] {b});
                }
                raw.send("\n");
                raw.send(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
                assertThat(raw.in().readNBytes(4)[3]).isEqualTo((byte) RawHttp2.SETTINGS);
            }
            try (RawConnection raw = RawConnection.to(gateway.port())) {
                raw.send("P");
                raw.send("OST /app/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                assertThat(raw.readMessage()).startsWith("HTTP/1.1 200");
            }
            try (RawConnection raw = RawConnection.to(gateway.port())) {
                raw.send("PRI * HTTP/2.0\r\nHost: localhost\r\n\r\n");
                assertThat(raw.readToEnd()).startsWith("HTTP/1.1 505");
            }
        }
    }

    @Test
    void aConnectionThatSaysNothingEnds() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "header-timeout: 100ms")) {
            try (RawConnection silent = RawConnection.to(gateway.port())) {
                silent.send("PRI * HTTP/2.0\r\n\r\nSM");
                silent.awaitEnd();
            }
            try (RawHttp2 silent = RawHttp2.to(gateway.port())) {
                assertThat(silent.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.NO_ERROR);
                silent.connection().awaitEnd();
            }
        }
    }

    // ---- requests and answers ----

    @Test
    void oneConnectionCarriesManyRequestsAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(10);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    all.countDown();
                    all.await();
                    String path = head.substring(5, head.indexOf(" HTTP/1.1"));
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                            + Integer.toHexString(path.length()) + "\r\n" + path + "\r\n0\r\n\r\n");
                });
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.tls(gateway.port("https"), trusting)) {
            for (int i = 0; i < 10; i++) {
                client.get(1 + 2 * i, "/app/" + i);
            }
            int answers = 0;
            while (answers < 10) {
                RawHttp2.Frame frame = client.read();
                if (frame.type() == RawHttp2.DATA && frame.payload().length > 0) {
                    answers++;
                    assertThat(new String(frame.payload(), StandardCharsets.UTF_8))
                            .isEqualTo("" + frame.stream() / 2);
                }
            }
        }
    }

    @Test
    void anAnswerHasNoHeadersOfConnections() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 200 OK\r\nX-Mixed: Case\r\nConnection: close\r\nKeep-Alive: 5\r\n\r\nbody");
                });
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            RawHttp2.Answer answer = client.get(1, "/app/").answer(1);
            assertThat(answer.body()).isEqualTo("body");
            assertThat(answer.header("x-mixed")).isEqualTo("Case");
            assertThat(answer.headers().names().stream().map(CharSequence::toString))
                    .doesNotContain("connection", "keep-alive", "transfer-encoding");
            // The gateway's own replies, too.
            RawHttp2.Answer missing = client.get(3, "/none").answer(3);
            assertThat(missing.status()).isEqualTo("404");
            assertThat(missing.headers().contains("connection")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD 200", "GET 204", "GET 304"})
    void answersWithoutABodyEnd(String exchange) throws Exception {
        String status = exchange.substring(exchange.indexOf(' ') + 1);
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 " + status + " Fine\r\n"
                        + (status.equals("204") ? "" : "Content-Length: 7\r\n") + "\r\n");
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            for (int stream = 1; stream < 6; stream += 2) {
                client.send(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        stream,
                        RawHttp2.request(exchange.substring(0, exchange.indexOf(' ')), "/app/"));
                RawHttp2.Answer answer = client.answer(stream);
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.body()).isEmpty();
                assertThat(answer.reset()).isEqualTo(-1);
            }
        }
    }

    @Test
    void whatTheBackendGetsIsAPlainRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/app/a?b=c", "cookie", "a=1", "cookie", "b=2", "te", "trailers", "x-http2-path", "/evil");
            client.data(1, bytes("he"), false).data(1, bytes("llo"), true);
            assertThat(client.answer(1).body()).isEqualTo("ok");
            assertThat(upstream.received())
                    .startsWith("POST /a?b=c HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nhost: localhost\r\n")
                    .containsIgnoringCase("\r\ncookie: a=1; b=2\r\n")
                    .containsIgnoringCase("\r\ntransfer-encoding: chunked\r\n")
                    .doesNotContainIgnoringCase("x-http2")
                    .doesNotContainIgnoringCase("\r\nte:")
                    .endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void theLogTellsTheVersion() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream)) {
            try (RawHttp2 client = RawHttp2.to(gateway.port())) {
                client.get(1, "/app/x").answer(1);
            }
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .contains("/app/x HTTP/2.0\"");
        }
    }

    // ---- malformed requests ----

    static Object[][] malformed() {
        String[] plain = {":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/app/"};
        return new Object[][] {
            {"CR in a value", plus(plain, "x-a", "b\rc")},
            {"LF in a value", plus(plain, "x-a", "b\nEvil: 1")},
            {"NUL in a value", plus(plain, "x-a", "b\0c")},
            {"line end in a name", plus(plain, "x-a\r\nevil", "b")},
            {"colon in a name", plus(plain, "x:a", "b")},
            {"blank in a name", plus(plain, "x a", "b")},
            {"empty name", plus(plain, "", "b")},
            {"upper case", plus(plain, "X-A", "b")},
            {"connection", plus(plain, "connection", "close")},
            {"transfer-encoding", plus(plain, "transfer-encoding", "chunked")},
            {"upgrade", plus(plain, "upgrade", "h2c")},
            {"keep-alive", plus(plain, "keep-alive", "5")},
            {"proxy-connection", plus(plain, "proxy-connection", "close")},
            {"te", plus(plain, "te", "gzip")},
            {"pseudo-header after a header", plus(plain, "x-a", "b", ":path", "/")},
            {"second path", plus(plain, ":path", "/app/2")},
            {"second method", plus(plain, ":method", "POST")},
            {"unknown pseudo-header", plus(plain, ":evil", "1")},
            {"pseudo-header of answers", plus(plain, ":status", "200")},
            {"no method", new String[] {":scheme", "http", ":authority", "localhost", ":path", "/app/"}},
            {"no path", new String[] {":method", "GET", ":scheme", "http", ":authority", "localhost"}},
            {"no scheme", new String[] {":method", "GET", ":authority", "localhost", ":path", "/app/"}},
            {"empty path", changed(plain, 7, "")},
            {"no slash", changed(plain, 7, "app/")},
            {"asterisk", changed(plain, 7, "*")},
            {"absolute path", changed(plain, 7, "http://other/app/")},
            {"blank in the path", changed(plain, 7, "/app/ HTTP/1.1")},
            {"line end in the path", changed(plain, 7, "/app/ HTTP/1.1\r\nHost: evil\r\n\r\n")},
            {"blank in the method", changed(plain, 1, "GET /evil")},
            {"line end in the method", changed(plain, 1, "GET\r\nx")},
            {"line end in the authority", changed(plain, 5, "localhost\r\nx: y")},
            {"user in the authority", changed(plain, 5, "me@localhost")},
            {"no authority", new String[] {":method", "GET", ":scheme", "http", ":path", "/app/"}},
            {"another host", plus(plain, "host", "127.0.0.1")},
            {"connect", new String[] {":method", "CONNECT", ":authority", "localhost:80"}},
            {"length without a body", plus(plain, "content-length", "5")},
            {"odd length", plus(plain, "content-length", "+0")},
        };
    }

    private static String[] plus(String[] fields, String... more) {
        String[] all = java.util.Arrays.copyOf(fields, fields.length + more.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        return all;
    }

    private static String[] changed(String[] fields, int index, String value) {
        String[] all = fields.clone();
        all[index] = value;
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedRequestEndsItsStreamAndNothingElse(String name, String[] fields) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, RawHttp2.block(fields));
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.reset() == RawHttp2.PROTOCOL_ERROR
                            || answer.status().equals("400")
                            || answer.status().equals("405"))
                    .as(answer.toString())
                    .isTrue();
            assertThat(client.get(3, "/app/good").answer(3).body()).isEqualTo("ok");
            assertThat(upstream.received()).startsWith("GET /good HTTP/1.1\r\n");
            assertThat(upstream.hasReceived()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hell", "hello!"})
    void aBodyOfAnotherLengthNeverCompletes(String body) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    String got = connection.readToEnd();
                    assertThat(got.replace("<reset>", "").length()).isLessThan(5);
                });
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/app/", "content-length", "5").data(1, bytes(body), true);
            assertThat(client.answer(1).reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            Gauge.connections(gateway).awaitValue(0);
            assertThat(client.get(3, "/none").answer(3).status()).isEqualTo("404");
        }
    }

    // ---- ends ----

    @Test
    void aStreamThatTheClientResetsEndsItsRequestAtTheBackend() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    begun.countDown();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.get(1, "/app/");
            begun.await();
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            ended.await();
            assertThat(client.get(3, "/none").answer(3).status()).isEqualTo("404");
            Gauge.connections(gateway).awaitValue(0);
        }
    }

    @Test
    void aBrokenAnswerIsNeverTakenForAWholeOne() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
                });
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            assertThat(client.get(1, "/app/").answer(1).reset()).isEqualTo(RawHttp2.INTERNAL_ERROR);
            assertThat(client.get(3, "/none").answer(3).status()).isEqualTo("404");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestIsWholeAndStopsTheRequest() throws Exception {
        // It may have got the head of the request, which then never comes to its end.
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.awaitEnd());
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/small/").data(1, new byte[2000], false);
            RawHttp2.Frame head = client.await(RawHttp2.HEADERS);
            assertThat(head.stream()).isEqualTo(1);
            RawHttp2.Frame body;
            do {
                body = client.await(RawHttp2.DATA);
            } while (!body.has(RawHttp2.END_STREAM));
            assertThat(client.await(RawHttp2.RST_STREAM).error()).isEqualTo(RawHttp2.NO_ERROR);
            client.get(3, "/none");
            assertThat(client.await(RawHttp2.HEADERS).stream()).isEqualTo(3);
        }
    }

    // ---- pace ----

    @Test
    void aSlowReaderSlowsItsBackendAndNobodyElse() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    if (connection.readHead().contains("/app/endless")) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                        byte[] piece = new byte[16 * 1024];
                        try {
                            for (int i = 0; i < 50_000; i++) {
                                connection.send(piece);
                                sent.addAndGet(piece.length);
                            }
                        } catch (IOException closed) {
                            return;
                        }
                    }
                    connection.send(OK);
                });
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.get(1, "/app/endless");
            Settled.at(sent::get);
            assertThat(sent.get()).isLessThan(SocketBuffers.most());
            // The window of the connection is used up, so another one shows that the gateway goes on.
            try (RawHttp2 other = RawHttp2.to(gateway.port())) {
                assertThat(other.get(1, "/app/").answer(1).body()).isEqualTo("ok");
            }
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            Gauge.connections(gateway).awaitValue(0);
        }
    }

    @Test
    void aSlowBackendSlowsAFastUploadToItsWindow() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.startNarrow(4096, (connection, n) -> {
                    connection.readHead();
                    done.await();
                });
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/app/");
            client.await(RawHttp2.SETTINGS);
            // Keeps to the rules: no more than the windows allow, which must run dry.
            long stream = 1024 * 1024;
            long sent = 0;
            AtomicLong window = new AtomicLong(stream);
            AtomicLong updates = new AtomicLong();
            Thread reader = new Thread(() -> {
                try {
                    RawHttp2.Frame frame;
                    while ((frame = client.read()) != null) {
                        if (frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == 1) {
                            window.addAndGet(frame.error());
                            updates.incrementAndGet();
                        }
                    }
                } catch (IOException closed) {
                    // The end of the test.
                }
            });
            reader.setDaemon(true);
            reader.start();
            do {
                while (sent + 16 * 1024 <= window.get()) {
                    client.data(1, new byte[16 * 1024], false);
                    sent += 16 * 1024;
                }
                Settled.at(updates::get);
            } while (sent + 16 * 1024 <= window.get());
            assertThat(sent).isLessThan(32L * 1024 * 1024);
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            done.countDown();
            await().untilAsserted(() -> Gauge.connections(gateway).awaitValue(0));
        }
    }
}
