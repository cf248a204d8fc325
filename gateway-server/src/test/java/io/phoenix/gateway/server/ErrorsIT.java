package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, what the client is told of it, and what the logs say. */
@Timeout(120)
final class ErrorsIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET /app/x HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: req-1\r\n\r\n";

    @TempDir
    Path directory;

    private TestGateway gateway(String address, String limits, String route) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        workers: 1
                        upstreams:
                          backend: { address: "%s"%s }
                        routes:
                          - { name: app, path: /app/, upstream: backend%s }
                        """.formatted(address, limits, route));
    }

    private TestGateway gateway(RawUpstream upstream, String limits) throws Exception {
        return gateway(upstream.address(), limits, "");
    }

    /** Both logs name the failure once, with all that an operator needs to find its cause. */
    private static void assertLogged(TestGateway gateway, String reason, int status) {
        assertThat(gateway.stopAndReadLog("error.log"))
                .filteredOn(line -> line.contains("gateway.exchange"))
                .singleElement()
                .asString()
                .contains(reason + " id=req-1 route=app upstream=backend status=" + status + ": ");
        assertThat(gateway.stopAndReadLog("access.log"))
                .singleElement()
                .asString()
                .contains("\" " + status + " ")
                .contains(" id=\"req-1\" route=\"app\" ")
                .contains(" upstream=\"backend\" ")
                .endsWith(" reason=\"" + reason + "\"");
    }

    private static void assertReply(String answer, int status, String code) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(RawConnection.header(answer, "content-type")).isEqualTo("application/json");
        assertThat(RawConnection.header(answer, "x-request-id")).isEqualTo("req-1");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .matches("\\{\"error\":\\{\"message\":\".+\",\"type\":\""
                        + (status < 500 ? "invalid_request_error" : "server_error") + "\",\"param\":null,\"code\":\""
                        + code
                        + "\"}}");
    }

    // ---- no answer ----

    @Test
    void tellsThatTheUpstreamIsDown() throws Exception {
        RawUpstream upstream = RawUpstream.answering(OK);
        upstream.close();
        try (TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertReply(client.send(GET).readMessage(), 502, "upstream_unreachable");
            assertLogged(gateway, "upstream_unreachable", 502);
        }
    }

    @Test
    void givesUpAConnectionThatIsNeverMade() throws Exception {
        List<Socket> queued = new ArrayList<>();
        // Nobody accepts, and the queue is full: the kernel drops further attempts, as a dead host would.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            fill(silent, queued);
            try (TestGateway gateway = gateway("127.0.0.1:" + silent.getLocalPort(), ", connect-timeout: 300ms", "");
                    RawConnection client = RawConnection.to(gateway.port())) {
                assertReply(client.send(GET).readMessage(), 504, "upstream_connect_timeout");
                assertLogged(gateway, "upstream_connect_timeout", 504);
            }
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    private static void fill(ServerSocket silent, List<Socket> queued) throws IOException {
        for (int i = 0; i < 64; i++) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", silent.getLocalPort()), 300);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("the queue never filled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nX-A: 1"})
    void givesUpAnAnswerThatNeverBegins(String sent) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(sent);
                    assertThat(connection.readToEnd()).isEmpty();
                });
                TestGateway gateway = gateway(upstream, ", first-byte-timeout: 300ms");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertReply(client.send(GET).readMessage(), 504, "upstream_timeout");
            assertThat(upstream.accepted()).isEqualTo(1);
            assertLogged(gateway, "upstream_timeout", 504);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsThatTheUpstreamClosedWithoutAnAnswer(boolean reset) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    if (reset) {
                        connection.reset();
                    }
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertReply(client.send(GET).readMessage(), 502, "upstream_closed");
            assertThat(upstream.accepted()).isEqualTo(1);
            assertLogged(gateway, "upstream_closed", 502);
        }
    }

    @Test
    void tellsThatEveryConnectionIsInUse() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    asked.countDown();
                    done.await();
                    connection.send(OK);
                    connection.readHead();
                    connection.send(OK);
                });
                TestGateway gateway = gateway(upstream, ", max-connections: 1");
                RawConnection first = RawConnection.to(gateway.port());
                RawConnection second = RawConnection.to(gateway.port())) {
            first.send(GET);
            asked.await();
            String refused = second.send(GET).readMessage();
            assertReply(refused, 503, "no_capacity");
            assertThat(RawConnection.header(refused, "retry-after")).isEqualTo("1");
            done.countDown();
            assertThat(first.readMessage()).endsWith("ok");
            assertThat(second.send(GET).readMessage()).endsWith("ok");
            assertThat(upstream.accepted()).isEqualTo(1);
            assertThat(gateway.stopAndReadLog("error.log"))
                    .filteredOn(line -> line.contains("gateway.exchange"))
                    .singleElement()
                    .asString()
                    .contains("no_capacity id=req-1 route=app upstream=backend status=503: ");
        }
    }

    /** An idle connection of one worker must not make the others refuse. */
    @Test
    void countsNoIdleConnectionAsInUse() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway =
                        TestGateway.start(directory, TestGateway.LISTENERS + """
                        workers: 2
                        upstreams:
                          backend: { address: "%s", max-connections: 1, keep-alive: 60s }
                        routes:
                          - { name: app, path: /app/, upstream: backend }
                        """.formatted(upstream.address()))) {
            for (int i = 0; i < 8; i++) {
                try (RawConnection client = RawConnection.to(gateway.port())) {
                    assertThat(client.send(GET).readMessage()).endsWith("ok");
                }
            }
        }
    }

    // ---- half an answer ----

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', false",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', true",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n5\r\nx', false",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n', false",
        "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n', false",
        "'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf', false",
        "'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf', true",
        "'HTTP/1.0 200 OK\r\n\r\nhalf', true",
    })
    void neverEndsAnAnswerThatBrokeOff(String half, boolean reset) throws Exception {
        for (String version : new String[] {"1.1", "1.0"}) {
            CountDownLatch seen = new CountDownLatch(1);
            try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                        connection.readHead();
                        connection.send(half);
                        seen.await();
                        if (reset) {
                            connection.reset();
                        }
                    });
                    TestGateway gateway = gateway(upstream, "");
                    RawConnection client = RawConnection.to(gateway.port())) {
                client.send(GET.replace("HTTP/1.1", "HTTP/" + version));
                String head = client.readHead();
                boolean malformed = half.endsWith("zz\r\n");
                if (!malformed) {
                    client.read(RawConnection.header(head, "transfer-encoding") == null ? 4 : "4\r\nhalf\r\n".length());
                }
                seen.countDown();
                String rest = client.readToEnd();
                assertThat(rest).doesNotContain("0\r\n\r\n");
                if (RawConnection.header(head, "content-length") == null
                        && RawConnection.header(head, "transfer-encoding") == null) {
                    assertThat(rest).endsWith("<reset>");
                }
                assertLogged(gateway, malformed ? "upstream_bad_response" : "upstream_closed", 200);
            }
            for (String log : new String[] {"access.log", "error.log"}) {
                Files.delete(directory.resolve("logs").resolve(log));
            }
        }
    }

    @Test
    void breaksOffAnAnswerThatFallsSilent() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                    assertThat(connection.readToEnd()).isEmpty();
                });
                TestGateway gateway = gateway(upstream, ", idle-timeout: 300ms");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(GET).readHead();
            assertThat(client.readToEnd()).isEqualTo("4\r\nhalf\r\n");
            assertLogged(gateway, "upstream_idle_timeout", 200);
        }
    }

    // ---- requests that never end, or are too long ----

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 8\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"})
    void givesUpAClientThatStallsInItsBody(String rest) throws Exception {
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> got.add(connection.readToEnd()));
                TestGateway gateway = gateway(upstream, ", idle-timeout: 300ms");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: req-1\r\n" + rest);
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 ").contains("\"request_timeout\"");
            assertThat(got.take()).endsWith(rest.substring(rest.indexOf("\r\n\r\n")));
            assertLogged(gateway, "request_timeout", 408);
        }
    }

    @Test
    void refusesABodyThatSaysThatItIsTooLong() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream.address(), "", ", max-body: 8B");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: req-1\r\nContent-Length: 9\r\n"
                    + "Expect: 100-continue\r\n\r\n");
            String answer = client.readMessage();
            assertReply(answer, 413, "body_too_large");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(upstream.accepted()).isZero();
            assertThat(gateway.stopAndReadLog("error.log"))
                    .anySatisfy(line -> assertThat(line).contains("body_too_large id=req-1 route=app"));
        }
    }

    @Test
    void cutsOffABodyThatTurnsOutTooLong() throws Exception {
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> got.add(connection.readToEnd()));
                TestGateway gateway = gateway(upstream.address(), "", ", max-body: 8B");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: req-1\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n");
            await().until(() -> upstream.accepted() == 1);
            client.send("1\r\n9\r\n0\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 413 ").contains("\"body_too_large\"");
            assertThat(got.take()).doesNotContain("\r\n0\r\n\r\n");
            assertLogged(gateway, "body_too_large", 413);
        }
    }

    @Test
    void takesABodyOfExactlyTheLimit() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream.address(), "", ", max-body: 8B");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n12345678");
            assertThat(client.readMessage()).endsWith("ok");
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "8\r\n12345678\r\n0\r\n\r\n");
            assertThat(client.readMessage()).endsWith("ok");
        }
    }

    @Test
    void stopsTheUpstreamWhenTheClientLeaves() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        LinkedBlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    asked.countDown();
                    got.add("then " + connection.readToEnd());
                });
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(GET);
            asked.await();
            client.socket().close();
            assertThat(got.take()).startsWith("then ");
            assertLogged(gateway, "client_closed", 499);
        }
    }

    // ---- logs ----

    @ParameterizedTest
    @ValueSource(strings = {"combined", "json"})
    void keepsSecretsOutOfItsLogs(String format) throws Exception {
        RawUpstream down = RawUpstream.answering(OK);
        down.close();
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = TestGateway.start(
                        directory,
                        TestGateway.LISTENERS + """
                        upstreams:
                          up: { address: "%s" }
                          down: { address: "%s" }
                        routes:
                          - { name: up, path: /up/, upstream: up }
                          - { name: down, path: /down/, upstream: down }
                        """.formatted(upstream.address(), down.address()),
                        ", access-format: " + format)) {
            for (String target :
                    new String[] {"/up/x", "/down/x", "/nowhere", "/up/../x", "http://me:hidden9@localhost/x", "hidden9"
                    }) {
                try (RawConnection client = RawConnection.to(gateway.port())) {
                    client.send("POST " + target
                            + (target.startsWith("/") ? "?api_key=hidden1&a=seen&TOKEN=hidden2&api%5Fkey=hidden3" : "")
                            + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Authorization: Bearer hidden4\r\nCookie: s=hidden5\r\napi-key: hidden6\r\nX-Api-Key: hidden7\r\n"
                            + "Proxy-Authorization: Basic hidden8\r\nReferer: https://localhost/x?api_key=hidden9\r\n"
                            + "User-Agent: \"quoted\"\r\nContent-Length: 8\r\n\r\nhidden10");
                    assertThat(client.readMessage()).startsWith("HTTP/1.1 ");
                }
            }
            List<String> access = gateway.stopAndReadLog("access.log");
            assertThat(access).hasSize(6);
            assertThat(access.get(0)).contains("a=seen", "api_key=***", "TOKEN=***", "api%5Fkey=***");
            assertThat(String.join("\n", access)).doesNotContain("hidden");
            assertThat(String.join("\n", gateway.stopAndReadLog("error.log"))).doesNotContain("hidden");
        }
    }
}
