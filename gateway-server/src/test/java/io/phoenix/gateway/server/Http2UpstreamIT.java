package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 towards upstreams, frame by frame, for clients of HTTP/1.1. */
@Timeout(60)
final class Http2UpstreamIT {

    private static final byte[] ONE_STREAM = {0, 3, 0, 0, 0, 1};

    @TempDir
    Path directory;

    private final BlockingQueue<RawHttp2Request> requests = new LinkedBlockingQueue<>();

    private TestGateway gateway(RawUpstream upstream, String options) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        workers: 1
                        upstreams:
                          app: { address: "%s", protocol: h2%s }
                        models:
                          granite-3.3-8b-instruct: { upstream: app, aliases: [granite] }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                          - { name: chat, path: /v1/chat/completions, models: chat }
                        """.formatted(upstream.address(), options));
    }

    /** Answers every request in the same way and keeps it. */
    private RawUpstream answering(String status, String body, String... fields) throws Exception {
        return RawUpstream.start((connection, n) -> {
            RawHttp2 client = RawHttp2.serve(connection);
            RawHttp2Request request;
            while ((request = RawHttp2Request.read(client)) != null) {
                requests.add(request);
                request.answer(client, status, body, fields);
            }
        });
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(30, TimeUnit.SECONDS);
        assertThat(taken).as("what was waited for").isNotNull();
        return taken;
    }

    private static String get(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:8080\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
    }

    private static byte[] numbers(int... numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        return buffer.array();
    }

    // ---- translation ----

    @Test
    void aRequestBecomesOneFrameWithoutWhatConcernsTheClientsConnection() throws Exception {
        try (RawUpstream upstream = answering("200", "ok", "content-length", "2");
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            String answer = client.send(get(
                            "/app/x%2F/?a=%20b",
                            "Connection: X-Mine, keep-alive",
                            "X-Mine: 1",
                            "Keep-Alive: timeout=5",
                            "TE: trailers, deflate;q=0.5",
                            "Cookie: a=1; b=2",
                            "X-HTTP2-Scheme: evil",
                            "X-HTTP2-Path: /evil",
                            "X-Stays: Yes"))
                    .readMessage();
            RawHttp2Request request = take(requests);
            assertThat(request.whole()).isTrue();
            assertThat(request.headers().method()).hasToString("GET");
            assertThat(request.headers().path()).hasToString("/x%2F/?a=%20b");
            assertThat(request.headers().authority()).hasToString("localhost:8080");
            assertThat(request.headers().scheme()).hasToString("http");
            assertThat(request.header("te")).isEqualTo("trailers");
            assertThat(request.header("x-stays")).isEqualTo("Yes");
            assertThat(request.header("x-forwarded-host")).isEqualTo("localhost:8080");
            assertThat(request.header("via")).startsWith("1.1 ");
            assertThat(request.headers().names().stream().map(Object::toString))
                    .doesNotContain("host", "connection", "x-mine", "keep-alive", "transfer-encoding", "content-length")
                    .noneMatch(name -> name.startsWith("x-http2"));
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
            assertThat(RawConnection.header(answer, "via")).startsWith("2.0 ");
            assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("x-http2", "transfer-encoding");

            client.send(get("/app/y")).readMessage();
            assertThat(take(requests).header("te")).isNull();
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aBodyKeepsItsLengthOrHasNone() throws Exception {
        try (RawUpstream upstream = answering("200", "ok");
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            String post = "POST /app/x HTTP/1.1\r\nHost: localhost\r\n";
            assertThat(client.send(post + "Content-Length: 5\r\n\r\nhello").readMessage())
                    .contains("ransfer-encoding: chunked\r\n")
                    .endsWith("\r\n\r\nok");
            RawHttp2Request request = take(requests);
            assertThat(request.body()).isEqualTo("hello");
            assertThat(request.header("content-length")).isEqualTo("5");

            client.send(post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            client.send("2\r\nde\r\n0\r\n\r\n").readMessage();
            request = take(requests);
            assertThat(request.body()).isEqualTo("abcde");
            assertThat(request.headers().contains("transfer-encoding")).isFalse();

            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 19\r\n\r\n"
                            + "{\"model\":\"granite\"}")
                    .readMessage();
            request = take(requests);
            assertThat(request.body()).isEqualTo("{\"model\":\"granite-3.3-8b-instruct\"}");
            assertThat(request.header("content-length")).isEqualTo("35");
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
    void anAnswerWithoutABodyEndsWithItsHead(String method, String status) throws Exception {
        try (RawUpstream upstream = answering(status, "", "etag", "x");
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(method + " /app/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .readHead())
                        .startsWith("HTTP/1.1 " + status)
                        .doesNotContain("chunked");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anInterimAnswerPasses() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    RawHttp2Request request = RawHttp2Request.read(client);
                    client.send(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS,
                            request.stream(),
                            RawHttp2.block(":status", "103", "link", "</a>"));
                    request.answer(client, "200", "ok", "content-length", "2");
                    client.read();
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readHead())
                    .startsWith("HTTP/1.1 103 ")
                    .contains("link: </a>\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    @Test
    void anAnswerThatIsShorterThanItSaysIsNone() throws Exception {
        try (RawUpstream upstream = answering("200", "", "content-length", "5");
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readMessage())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("sent what is not a well-formed HTTP/2 answer");
        }
    }

    @Test
    void anUpgradeIsRefused() throws Exception {
        try (RawUpstream upstream = answering("200", "ok");
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/ws", "Connection: Upgrade", "Upgrade: websocket"))
                            .readMessage())
                    .startsWith("HTTP/1.1 501 ")
                    .contains("app speaks HTTP/2, which has no Upgrade");
        }
    }

    // ---- ends ----

    @Test
    void aClientThatLeavesEndsItsStreamAndNoOther() throws Exception {
        BlockingQueue<Integer> resets = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    requests.add(RawHttp2Request.read(client));
                    resets.add(client.await(RawHttp2.RST_STREAM).error());
                    RawHttp2Request next = RawHttp2Request.read(client);
                    next.answer(client, "200", "ok");
                    client.read();
                });
                TestGateway gateway = gateway(upstream, ", keep-alive: 1m")) {
            try (RawConnection client = RawConnection.to(gateway.port())) {
                client.send(get("/app/x"));
                take(requests);
            }
            assertThat(take(resets)).isEqualTo(RawHttp2.CANCEL);
            try (RawConnection client = RawConnection.to(gateway.port())) {
                assertThat(client.send(get("/app/y")).readMessage()).endsWith("ok");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    /** RFC 9113, section 8.7: the server says that it did nothing, so that even a POST may go once more. */
    @ParameterizedTest
    @ValueSource(strings = {"goaway", "refused"})
    void whatTheServerDidNotProcessIsSentOnceMore(String how) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    RawHttp2Request request = RawHttp2Request.read(client);
                    requests.add(request);
                    if (n > 1) {
                        request.answer(client, "200", "ok");
                    } else if (how.equals("goaway")) {
                        client.send(RawHttp2.GOAWAY, 0, 0, numbers(0, 0));
                    } else {
                        client.sendNumber(RawHttp2.RST_STREAM, request.stream(), RawHttp2.REFUSED_STREAM);
                    }
                    client.connection().awaitEnd();
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
                            .readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("ok");
            assertThat(take(requests).body()).isEqualTo("hello");
            assertThat(take(requests).body()).isEqualTo("hello");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "goaway", "end"})
    void whatTheServerMayHaveProcessedIsNot(String how) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    RawHttp2Request request = RawHttp2Request.read(client);
                    if (how.equals("reset")) {
                        client.sendNumber(RawHttp2.RST_STREAM, request.stream(), RawHttp2.INTERNAL_ERROR);
                        client.connection().awaitEnd();
                    } else if (how.equals("goaway")) {
                        client.send(RawHttp2.GOAWAY, 0, 0, numbers(request.stream(), RawHttp2.NO_ERROR));
                    }
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readMessage())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("upstream_closed");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void afterGoawayAnswersComeAndRequestsGoElsewhere() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    RawHttp2Request request = RawHttp2Request.read(client);
                    client.send(RawHttp2.GOAWAY, 0, 0, numbers(Integer.MAX_VALUE, RawHttp2.NO_ERROR));
                    request.answer(client, "200", "from " + n);
                    client.connection().awaitEnd();
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readMessage()).endsWith("from 1");
            assertThat(client.send(get("/app/x")).readMessage()).endsWith("from 2");
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestStopsTheRequest() throws Exception {
        BlockingQueue<Integer> resets = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    RawHttp2.Frame head = client.await(RawHttp2.HEADERS);
                    client.decode(head);
                    new RawHttp2Request(head.stream(), null, null, "", false)
                            .answer(client, "413", "no", "content-length", "2");
                    resets.add(client.await(RawHttp2.RST_STREAM).error());
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nhello");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 413 ").endsWith("no");
            assertThat(take(resets)).isEqualTo(RawHttp2.CANCEL);
        }
    }

    // ---- connections ----

    @Test
    void aServersLimitOfStreamsIsKept() throws Exception {
        BlockingQueue<RawHttp2> connections = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection, ONE_STREAM);
                    requests.add(RawHttp2Request.read(client));
                    connections.add(client);
                    // Until the test has answered.
                    while (!connection.socket().isClosed()) {
                        Thread.onSpinWait();
                    }
                });
                TestGateway gateway = gateway(upstream, ", max-connections: 2");
                RawConnection one = RawConnection.to(gateway.port());
                RawConnection two = RawConnection.to(gateway.port());
                RawConnection three = RawConnection.to(gateway.port())) {
            one.send(get("/app/1"));
            RawHttp2Request first = take(requests);
            RawHttp2 firstConnection = take(connections);
            two.send(get("/app/2"));
            RawHttp2Request second = take(requests);
            RawHttp2 secondConnection = take(connections);
            assertThat(three.send(get("/app/3")).readMessage())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("all 2 connections");
            first.answer(firstConnection, "200", "ok");
            second.answer(secondConnection, "200", "ok");
            assertThat(one.readMessage()).endsWith("ok");
            assertThat(two.readMessage()).endsWith("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
            firstConnection.close();
            secondConnection.close();
        }
    }

    @Test
    void aServerThatSpeaksHttp1IsTold() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readMessage())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("did not begin to speak HTTP/2; its upstream says protocol: h2");
        }
    }

    @Test
    void aServerThatSaysNothingHasTheConnectTimeout() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.awaitEnd());
                TestGateway gateway = gateway(upstream, ", connect-timeout: 200ms");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readMessage())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("did not begin to speak HTTP/2");
        }
    }

    @Test
    void aServerWithTlsMustChooseHttp2() throws Exception {
        TestAuthority authority = new TestAuthority();
        try (RawUpstream upstream =
                        RawUpstream.startTls(authority.server("127.0.0.1"), (connection, n) -> connection.awaitEnd());
                TestGateway gateway =
                        gateway(upstream, ", tls: { trust: \"" + authority.writeRoot(directory) + "\" }");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readMessage())
                    .startsWith("HTTP/1.1 502 ")
                    .contains("upstream_tls_failed", "did not choose HTTP/2 in the TLS handshake (ALPN)");
        }
    }

    @Test
    void anIdleConnectionIsClosedWithGoaway() throws Exception {
        BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    RawHttp2Request.read(client).answer(client, "200", "ok");
                    ends.add(client.await(RawHttp2.GOAWAY).error());
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream, ", keep-alive: 100ms");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(get("/app/x")).readMessage()).endsWith("ok");
            assertThat(take(ends)).isEqualTo(RawHttp2.NO_ERROR);
            Gauge.connections(gateway).awaitValue(0);
        }
    }
}
