package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields behind bodies, both ways, byte by byte (RFC 9110, section 6.5). */
@Timeout(60)
final class TrailersIT {

    /** What may never follow a body, between two that may. */
    private static final String TRAILERS = "X-Sum: 9\r\nContent-Type: text/html\r\nSet-Cookie: a=b\r\n"
            + "Authorization: Basic eDp5\r\nX-Forwarded-For: 10.0.0.1\r\nX_Real_IP: 10.0.0.1\r\nHost: evil\r\n"
            + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nIf-Match: x\r\nX-Last: 1\r\n";

    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n" + TRAILERS + "\r\n";

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream, String protocol) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        workers: 1
                        upstreams:
                          app: { address: "%s", protocol: %s }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                        """.formatted(upstream.address(), protocol));
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(30, TimeUnit.SECONDS);
        assertThat(taken).as("what was waited for").isNotNull();
        return taken;
    }

    // ---- behind answers ----

    @Test
    void reachAClientOfHttp1ThatAsksForThem() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ANSWER);
                TestGateway gateway = gateway(upstream, "http1");
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 2; i++) {
                client.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\nTE: trailers\r\nConnection: TE\r\n\r\n")
                        .readHead();
                String expected = "2\r\nok\r\n0\r\nX-Sum: 9\r\nX-Last: 1\r\n\r\n";
                assertThat(client.read(expected.length())).isEqualTo(expected);
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void reachNoOtherClientOfHttp1() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ANSWER);
                TestGateway gateway = gateway(upstream, "http1");
                RawConnection client = RawConnection.to(gateway.port());
                RawConnection old = RawConnection.to(gateway.port())) {
            client.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\nTE: gzip\r\n\r\n")
                    .readHead();
            assertThat(client.read("2\r\nok\r\n0\r\n\r\n".length())).isEqualTo("2\r\nok\r\n0\r\n\r\n");
            assertThat(old.send("GET /app/x HTTP/1.0\r\nHost: localhost\r\nTE: trailers\r\n\r\n")
                            .readToEnd())
                    .endsWith("\r\n\r\nok");
        }
    }

    @Test
    void reachEveryClientOfHttp2() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(ANSWER);
                TestGateway gateway = gateway(upstream, "http1");
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            RawHttp2.Answer answer = client.get(1, "/app/x").answer(1);
            assertThat(answer.body()).isEqualTo("ok");
            assertThat(answer.trailers()).isNotNull();
            assertThat(names(answer.trailers())).isEqualTo("[x-sum, x-last]");
        }
    }

    private static String names(Http2Headers headers) {
        return headers.names().toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofAServerOfHttp2ReachAClientOfHttp1UnlessTheLengthIsKnown(boolean chunked) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    int stream = RawHttp2Request.read(client).stream();
                    client.send(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS,
                            stream,
                            chunked
                                    ? RawHttp2.block(":status", "200")
                                    : RawHttp2.block(":status", "200", "content-length", "2"));
                    client.data(stream, new byte[] {'o', 'k'}, false);
                    client.send(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                            stream,
                            RawHttp2.block("x-sum", "9", "set-cookie", "a=b"));
                    client.connection().awaitEnd();
                });
                TestGateway gateway = gateway(upstream, "h2");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\nTE: trailers\r\nConnection: TE, close\r\n\r\n");
            client.readHead();
            assertThat(client.readToEnd()).isEqualTo(chunked ? "2\r\nok\r\n0\r\nx-sum: 9\r\n\r\n" : "ok");
        }
    }

    // ---- behind requests ----

    /** The head goes out before the length can be known, so that the request is chunked there too. */
    @Test
    void ofAChunkedRequestReachAServerOfHttp1() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        String expected = "2\r\nab\r\n0\r\nX-Sum: 9\r\nX-Last: 1\r\n\r\n";
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    received.add(connection.readHead());
                    received.add(connection.read(expected.length()));
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                TestGateway gateway = gateway(upstream, "http1");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    + "Trailer: X-Sum\r\n\r\n");
            assertThat(RawConnection.header(take(received), "transfer-encoding"))
                    .isEqualTo("chunked");
            client.send("2\r\nab\r\n0\r\n" + TRAILERS + "\r\n");
            assertThat(take(received)).isEqualTo(expected);
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/2"})
    void reachAServerOfHttp2(String version) throws Exception {
        BlockingQueue<RawHttp2Request> received = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    RawHttp2 client = RawHttp2.serve(connection);
                    RawHttp2Request request = RawHttp2Request.read(client);
                    received.add(request);
                    request.answer(client, "200", "ok");
                    client.connection().awaitEnd();
                });
                TestGateway gateway = gateway(upstream, "h2");
                RawConnection client = RawConnection.to(gateway.port())) {
            if (version.equals("HTTP/2")) {
                RawHttp2.over(client)
                        .post(1, "/app/x")
                        .data(1, new byte[] {'a', 'b'}, false)
                        .send(
                                RawHttp2.HEADERS,
                                RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                                1,
                                RawHttp2.block("x-sum", "9", "authorization", "Basic eDp5", "x-last", "1"));
            } else {
                client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "2\r\nab\r\n0\r\n" + TRAILERS + "\r\n");
            }
            RawHttp2Request request = take(received);
            assertThat(request.body()).isEqualTo("ab");
            assertThat(request.trailers()).isNotNull();
            assertThat(names(request.trailers())).isEqualTo("[x-sum, x-last]");
        }
    }
}
