package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP/1.1 and 1.0 as a protocol: connections, framing, pipelines, and the ways in which two sides could misunderstand
 * each other.
 */
@Timeout(120)
final class Http1IT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET /app/x HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        workers: 1
                        upstreams:
                          app: { address: "%s" }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                        """.formatted(upstream.address()));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    /** Answers each request with its own target and body. */
    private static RawUpstream echo() throws Exception {
        return RawUpstream.start((connection, n) -> {
            String request;
            while (!(request = connection.readMessage()).isEmpty()) {
                String text = request.split(" ", 3)[1] + "|" + body(request);
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
            }
        });
    }

    // ---- connections ----

    @Test
    void keepsBothConnectionsForTheNextRequest() throws Exception {
        try (RawUpstream upstream = echo();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 50; i++) {
                String answer = client.send(get("/app/" + i)).readMessage();
                assertThat(body(answer)).isEqualTo("/" + i + "|");
                assertThat(RawConnection.header(answer, "connection")).isNull();
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (RawUpstream upstream = echo();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                String framing = i % 3 == 0
                        ? "Content-Length: 3\r\n\r\nabc"
                        : i % 3 == 1 ? "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n" : "\r\n";
                requests.append("POST /app/")
                        .append(i)
                        .append(" HTTP/1.1\r\nHost: localhost\r\n")
                        .append(framing);
            }
            client.send(requests.toString());
            for (int i = 0; i < 200; i++) {
                assertThat(body(client.readMessage())).isEqualTo("/" + i + (i % 3 == 2 ? "|" : "|abc"));
            }
        }
    }

    @Test
    void answersManyPipelinedRequestsByItself() throws Exception {
        try (RawUpstream upstream = echo();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 2000; i++) {
                requests.append(
                        i % 2 == 0
                                ? get("/nowhere/" + i)
                                : "POST /nowhere/" + i + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nxy");
            }
            client.send(requests.toString());
            for (int i = 0; i < 2000; i++) {
                assertThat(client.readMessage()).startsWith("HTTP/1.1 404 ").contains("/nowhere/" + i + "`");
            }
            assertThat(body(client.send(get("/app/after")).readMessage())).isEqualTo("/after|");
        }
    }

    @Test
    void answersLocalRepliesBehindAProxiedRequestInOrder() throws Exception {
        try (RawUpstream upstream = echo();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(get("/app/1") + get("/nowhere").repeat(200) + get("/app/2"));
            assertThat(body(client.readMessage())).isEqualTo("/1|");
            for (int i = 0; i < 200; i++) {
                assertThat(client.readMessage()).startsWith("HTTP/1.1 404 ");
            }
            assertThat(body(client.readMessage())).isEqualTo("/2|");
        }
    }

    @Test
    void closesWhenTheClientSaysSoAndDropsWhatFollows() throws Exception {
        try (RawUpstream upstream = echo();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" + get("/app/2"));
            String all = client.readToEnd();
            assertThat(all).endsWith("\r\n\r\n/1|").containsIgnoringCase("\r\nconnection: close\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"'', close", "'Connection: keep-alive\r\n', keep-alive"})
    void speaksToHttp10(String header, String connection) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/x HTTP/1.0\r\nHost: localhost\r\n" + header + "\r\n");
            String answer = client.readMessage();
            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok");
            assertThat(RawConnection.header(answer, "connection")).isEqualTo(connection);
            assertThat(upstream.received()).startsWith("GET /x HTTP/1.1\r\n").contains("via: 1.0 phoenix-");
            if (connection.equals("close")) {
                assertThat(client.readToEnd()).isEmpty();
            } else {
                assertThat(client.send(GET).readMessage()).endsWith("ok");
            }
        }
    }

    @Test
    void delimitsAChunkedAnswerByCloseForHttp10() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1\r\n!\r\n0\r\n\r\n");
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/x HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.readToEnd())
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .containsIgnoringCase("\r\nconnection: close\r\n")
                    .endsWith("\r\n\r\nok!");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"})
    void chunksACloseDelimitedAnswer(String head) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(head + "some text");
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                String answer = client.send(GET).readMessage();
                assertThat(RawConnection.header(answer, "transfer-encoding")).isEqualTo("chunked");
                assertThat(body(answer)).isEqualTo("some text");
            }
            assertThat(upstream.accepted()).isEqualTo(3);
        }
    }

    // ---- framing ----

    @ParameterizedTest
    @CsvSource({
        "HEAD, 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 1000",
        "HEAD, 'HTTP/1.1 200 OK\r\n\r\n',",
        "HEAD, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',",
        "HEAD, 'HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\n\r\n', 7",
        "GET, 'HTTP/1.1 204 No Content\r\n\r\n',",
        "GET, 'HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n', 1000",
        "GET, 'HTTP/1.1 304 Not Modified\r\n\r\n',",
        "DELETE, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 0",
    })
    void knowsAnswersWithoutABody(String method, String answer, String length) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            String request = method + " /app/x HTTP/1.1\r\nHost: localhost\r\n\r\n";
            // The second head begins where the first one ended, so nothing can have come between.
            for (int i = 0; i < 3; i++) {
                String head = client.send(request).readHead();
                assertThat(head).startsWith(answer.substring(0, answer.indexOf("\r\n")));
                assertThat(RawConnection.header(head, "content-length")).isEqualTo(length);
                assertThat(RawConnection.header(head, "transfer-encoding")).isNull();
            }
            assertThat(client.available()).isZero();
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void answersHeadWithoutABodyWhenItRefuses() throws Exception {
        try (RawUpstream upstream = echo();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/app/next"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 404 ");
            assertThat(body(client.readMessage())).isEqualTo("/next|");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 'Content-Length: 3\r\n\r\nabc', 3, abc",
        "DELETE, 'Content-Length: 3\r\n\r\nabc', 3, abc",
        "POST, 'Content-Length: 0\r\n\r\n', 0, ''",
        "POST, '\r\n', , ''",
        "PUT, 'Content-Length: 3\r\n\r\nabc', 3, abc",
        "OPTIONS, 'content-length: 03\r\n\r\nabc', 3, abc",
    })
    void passesBodiesOfAKnownLength(String method, String rest, String length, String body) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                client.send(method + " /app/x HTTP/1.1\r\nHost: localhost\r\n" + rest)
                        .readMessage();
                String received = upstream.received();
                assertThat(RawConnection.header(received, "content-length")).isEqualTo(length);
                assertThat(RawConnection.header(received, "transfer-encoding")).isNull();
                assertThat(body(received)).isEqualTo(body);
            }
        }
    }

    @Test
    void passesAChunkedBodyWithOneFramingAndWithoutItsTrailers() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            String request =
                    "POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\nTrailer: X-T\r\n\r\n"
                            + "3;ext=\"1\"\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\nHost: evil\r\n\r\n";
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(request).readMessage()).endsWith("ok");
                String received = upstream.received();
                String length = RawConnection.header(received, "content-length");
                String coding = RawConnection.header(received, "transfer-encoding");
                assertThat(length == null ? coding : length).isEqualTo(length == null ? "chunked" : "5");
                assertThat(length == null || coding == null).isTrue();
                assertThat(body(received)).isEqualTo("abcde");
                assertThat(received).doesNotContain("evil", "X-T");
            }
        }
    }

    @Test
    void relaysAChunkedUploadAsItComes() throws Exception {
        LinkedBlockingQueue<String> pieces = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    pieces.add(connection.readHead());
                    pieces.add(connection.read("2\r\nab\r\n".length()));
                    pieces.add(connection.read("2\r\ncd\r\n0\r\n\r\n".length()));
                    connection.send(OK);
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(RawConnection.header(pieces.take(), "transfer-encoding")).isEqualTo("chunked");
            client.send("2\r\nab\r\n");
            assertThat(pieces.take()).isEqualTo("2\r\nab\r\n");
            client.send("2\r\ncd\r\n0\r\n\r\n");
            assertThat(pieces.take()).isEqualTo("2\r\ncd\r\n0\r\n\r\n");
            assertThat(client.readMessage()).endsWith("ok");
        }
    }

    @Test
    void dropsChunkExtensionsAndTrailersOfAnAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2;x=\"y\"\r\nok\r\n00;last\r\nX-Trailer: 1\r\nSet-Cookie: a=b\r\n\r\n");
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                client.send(GET).readHead();
                assertThat(client.read("2\r\nok\r\n0\r\n\r\n".length())).isEqualTo("2\r\nok\r\n0\r\n\r\n");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    // ---- interim answers ----

    @Test
    void asksForABodyOnlyOnceItHasAPlaceForIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                client.send(
                        "POST /app/x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
                assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
                assertThat(client.send("abc").readMessage()).startsWith("HTTP/1.1 200 OK\r\n");
                String received = upstream.received();
                assertThat(RawConnection.header(received, "expect")).isNull();
                assertThat(body(received)).isEqualTo("abc");
            }
        }
    }

    @Test
    void doesNotAskForABodyThatItRefuses() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(
                    "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            String answer = client.readMessage();
            assertThat(answer).startsWith("HTTP/1.1 404 ");
            assertThat(RawConnection.header(answer, "connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void doesNotAskForABodyWhenItsUpstreamIsDown() throws Exception {
        RawUpstream upstream = RawUpstream.answering(OK);
        upstream.close();
        try (TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/ HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 502 ");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void passesInterimAnswersOnButNot100() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 100 Continue\r\n\r\n"
                        + "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\nConnection: link2\r\nLink2: 1\r\n\r\n"
                        + "HTTP/1.1 102 Processing\r\n\r\n" + OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                client.send(GET);
                assertThat(client.readHead()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n");
                assertThat(client.readHead()).isEqualTo("HTTP/1.1 102 Processing\r\n\r\n");
                String answer = client.readMessage();
                assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
                assertThat(RawConnection.header(answer, "via")).startsWith("1.1 phoenix-");
            }
            client.send("HEAD /app/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 103 ");
            assertThat(client.readHead()).startsWith("HTTP/1.1 102 ");
            assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(client.available()).isZero();
        }
    }

    @Test
    void keepsInterimAnswersFromHttp10() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 103 Early Hints\r\n\r\n" + OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/x HTTP/1.0\r\nHost: localhost\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
        }
    }

    @Test
    void bringsAnAnswerThatComesBeforeTheBodyHasEnded() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
                    // Closes with megabytes unread, which resets the connection.
                });
                TestGateway gateway = gateway(upstream)) {
            for (int i = 0; i < 10; i++) {
                try (RawConnection client = RawConnection.to(gateway.port())) {
                    int length = 8 << 20;
                    client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
                    client.send(new byte[length]);
                    assertThat(client.readMessage()).startsWith("HTTP/1.1 413 ").endsWith("\r\n\r\nbig");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 16777216\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1000000\r\n"})
    void lingersSoThatAClientReadsItsRefusalAfterMegabytes(String framing) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\n" + framing);
            client.send(new byte[16 << 20]);
            String answer = client.readMessage();
            assertThat(answer).startsWith("HTTP/1.1 404 ").contains("no_route");
            assertThat(RawConnection.header(answer, "connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void goesOnAfterARefusalOfAShortBody() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 404 ");
            assertThat(client.send("cde" + GET).readMessage()).startsWith("HTTP/1.1 200 ");
        }
    }

    // ---- what nobody may understand in two ways ----

    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400",
        "'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n', 400",
        "'Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde', 400",
        "'Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde', 400",
        "'Content-Length: 5, 5\r\n\r\nabcde', 400",
        "'Content-Length: +5\r\n\r\nabcde', 400",
        "'Content-Length: -5\r\n\r\nabcde', 400",
        "'Content-Length: 0x5\r\n\r\nabcde', 400",
        "'Content-Length: 5 5\r\n\r\nabcde', 400",
        "'Content-Length: \r\n\r\n', 400",
        "'Content-Length: 99999999999999999999\r\n\r\nabcde', 400",
        "'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding: identity\r\n\r\n', 4005",
        "'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n', 4005",
        "'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n', 400",
        "'Content-Length : 5\r\n\r\nabcde', 400",
        "'Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n', 400",
        "'Host: localhost\r\n\r\n', 400",
        "'X A: 1\r\n\r\n', 400",
        "': 1\r\n\r\n', 400",
        "'no colon\r\n\r\n', 400",
        "'X-A: a\rb\r\n\r\n', 400",
        "'X-A: 1\nX-B: 2\r\n\r\n', 400",
    })
    void letsNothingAmbiguousThrough(String headers, String status) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\n" + headers + get("/app/smuggled"));
            String all = client.readToEnd();
            assertThat(all).matches("(?s)HTTP/1.1 " + (status.equals("4005") ? "(400|501)" : status) + " .*");
            assertThat(all).containsIgnoringCase("\r\nconnection: close\r\n").containsOnlyOnce("\r\nx-request-id: ");
            assertThat(upstream.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /app/x', 400",
        "'GET /app/x y HTTP/1.1', 400",
        "'GET /app/\u00e9 HTTP/1.1', 400",
        "'G\u00e9T /app/x HTTP/1.1', 400",
        "'GET /app/x HTTP/1.2', 505",
        "'GET /app/x HTTP/2.0', 505",
        "'GET /app/x HTTP/1.10', 400",
        "'GET /app/x ICY/1.1', 400",
        "'GET /app/x HTTPS/1.1', 400",
        "'PRI * HTTP/2.0', 505",
    })
    void refusesAMalformedRequestLine(String line, int status) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(line + "\r\nHost: localhost\r\n\r\n");
            String all = client.readToEnd();
            assertThat(all).matches("(?s)HTTP/1.1 (" + status + "|400) .*").contains("\"error\"");
            assertThat(upstream.accepted()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u000b", "\f"})
    void refusesControlCharactersInHeaders(String character) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\nX-A: a" + character + "b\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ");
            assertThat(upstream.accepted()).isZero();
        }
    }

    /**
     * The codec reads these leniently, as RFC 9112 allows (sections 3 and 5.2); what goes on must be the strict form.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /app/x HTTP/1.1\r\nHost: localhost\r\nX-A:   1 b  \r\n\r\n",
                "\r\nGET /app/x HTTP/1.1\r\nHost: localhost\r\nX-A: 1 b\r\n\r\n",
            })
    void writesAnewWhatItReadsLeniently(String request) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(request);
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(upstream.received()).startsWith("GET /x HTTP/1.1\r\nHost: localhost\r\nX-A: 1 b\r\n");
        }
    }

    @Test
    void refusesAMalformedChunkAndNeverEndsTheRequest() throws Exception {
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> got.add(connection.readToEnd()));
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
            await().until(() -> upstream.accepted() == 1);
            client.send("zz\r\n" + GET);
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").containsOnlyOnce("\r\nx-request-id: ");
            assertThat(got.take()).doesNotContain("\r\n0\r\n\r\n");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void limitsTheRequestLineAndTheHeaders() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream)) {
            try (RawConnection client = RawConnection.to(gateway.port())) {
                client.send(get("/app/" + "x".repeat(20_000)));
                assertThat(client.readToEnd()).startsWith("HTTP/1.1 414 ").contains("uri_too_long");
            }
            try (RawConnection client = RawConnection.to(gateway.port())) {
                client.send("GET /app/ HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
                assertThat(client.readToEnd()).startsWith("HTTP/1.1 431 ").contains("headers_too_large");
            }
            assertThat(upstream.accepted()).isZero();
        }
    }

    // ---- upstreams that misbehave ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nab",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX-A: 1\r\n 2\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX-A",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            })
    void answers502ToWhatIsNoAnswer(String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(answer);
                    connection.shutdownOutput();
                    connection.readToEnd();
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(GET).readMessage()).startsWith("HTTP/1.1 502 ");
            // The client's connection is none the worse for it.
            assertThat(client.send(GET).readMessage()).startsWith("HTTP/1.1 502 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nX-Swallow: ",
                "evil",
                "\r\n",
            })
    void letsNothingBehindAnAnswerReachTheNextOne(String more) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    if (n == 1) {
                        first.await();
                        connection.send(OK + more);
                    }
                    while (n > 1) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
                        if (connection.readHead().isEmpty()) {
                            return;
                        }
                    }
                    connection.readToEnd();
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port());
                RawConnection probe = RawConnection.to(gateway.port())) {
            // The second request waits in the gateway for the first answer, and would ride on the same connection.
            client.send(GET + GET);
            // One worker: when this is answered it has read what was sent before.
            probe.send(get("/nowhere")).readMessage();
            first.countDown();
            assertThat(client.readMessage()).endsWith("\r\n\r\nok");
            assertThat(client.readMessage()).endsWith("\r\n\r\ngood");
            assertThat(client.send(GET).readMessage()).endsWith("\r\n\r\ngood");
        }
    }

    @Test
    void takesTheBodyOfABodilessAnswerForNoAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(
                            n == 1
                                    ? "HTTP/1.1 204 No Content\r\nContent-Length: 42\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
                                    : OK);
                    connection.readToEnd();
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(GET + GET);
            String first = client.readHead();
            assertThat(first).startsWith("HTTP/1.1 204 ");
            assertThat(RawConnection.header(first, "content-length")).isNull();
            assertThat(client.readMessage()).endsWith("\r\n\r\nok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }
}
