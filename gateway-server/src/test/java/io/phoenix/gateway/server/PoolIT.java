package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to backends: lent again, closed in time, limited, and never trusted more than they deserve. */
@Timeout(60)
final class PoolIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET /app/x HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path directory;

    /** Two workers as on a small machine; clients are spread over them. */
    private TestGateway gateway(String options, String... addresses) throws Exception {
        return TestGateway.start(
                directory,
                TestGateway.LISTENERS
                        + """
                        workers: 2
                        upstreams:
                          app: { addresses: [%s]%s }
                        models:
                          m: { upstream: app, served-as: served }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                          - { name: chat, path: /v1/chat/completions, models: chat }
                        """.formatted(
                                Stream.of(addresses).map(a -> '"' + a + '"').collect(Collectors.joining(", ")),
                                options));
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static void assertOk(RawConnection client, String request) throws Exception {
        assertThat(client.send(request).readMessage())
                .startsWith("HTTP/1.1 200")
                .endsWith("ok");
    }

    /** Nobody listens there. */
    private static String refusing() {
        return "127.0.0.1:" + FreePort.find();
    }

    /** Answers every request with 200 until the gateway closes the connection. */
    private static void answerAll(RawConnection connection) throws Exception {
        String head;
        while (!(head = connection.readHead()).isEmpty()) {
            connection.readBody(head);
            connection.send(OK);
        }
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> answerAll(connection));
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 50; i++) {
                assertOk(client, GET);
                assertOk(client, post("/app/x", "body"));
            }
            assertThat(upstream.accepted()).isEqualTo(1);
            assertThat(Gauge.connections(gateway).value()).isEqualTo(1);
        }
    }

    /** As rapid resets do. */
    @Test
    void whoTakesARequestBackAtOnceCostsTheBackendNoConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> answerAll(connection));
                TestGateway gateway = gateway("", upstream.address());
                RawHttp2 hasty = RawHttp2.to(gateway.port());
                RawConnection client = RawConnection.to(gateway.port())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int stream = 1; stream < 100; stream += 2) {
                all.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        stream,
                        RawHttp2.request("GET", "/app/x")));
                all.writeBytes(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
            }
            // An acknowledged ping comes behind all of them.
            all.writeBytes(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
            hasty.connection().send(all.toByteArray());
            hasty.await(RawHttp2.PING);
            assertOk(client, GET);
            assertThat(upstream.accepted()).isLessThan(10);
        }
    }

    /** llama-server: says Keep-Alive, and closes after every streamed answer. */
    @ParameterizedTest
    @ValueSource(strings = {"/app/v1/chat/completions", "/v1/chat/completions"})
    void aBackendThatClosesAfterEachStreamLosesNoRequest(String path) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readBody(connection.readHead());
                    connection.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\n"
                            + "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "2\r\nok\r\n0\r\n\r\n");
                });
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 200; i++) {
                assertOk(client, post(path, "{\"model\":\"m\",\"n\":" + i + "}"));
            }
            Gauge.connections(gateway).awaitValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "post", "model"})
    void aStaleConnectionIsReplacedByAFreshOne(String kind) throws Exception {
        String request = switch (kind) {
            case "get" -> GET;
            case "post" -> post("/app/x", "y".repeat(60_000));
            default -> post("/v1/chat/completions", "{\"x\":\"" + "y".repeat(60_000) + "\",\"model\":\"m\"}");
        };
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    if (n == 1) {
                        connection.readHead();
                        connection.send(OK);
                        // The next request is read and then given up, which is as late as a stale connection can be.
                        connection.readBody(connection.readHead());
                        return;
                    }
                    seen.add(connection.readMessage());
                    connection.send(OK);
                    answerAll(connection);
                });
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            assertOk(client, GET);
            assertOk(client, request);
            // Exactly one answer: the connection is in step.
            assertOk(client, GET);
            String body = request.substring(request.indexOf("\r\n\r\n") + 4).replace("\"m\"", "\"served\"");
            assertThat(seen).singleElement().asString().endsWith("\r\n\r\n" + body);
            assertThat(upstream.accepted()).isEqualTo(2);
            assertThat(gateway.stopAndReadLog("access.log"))
                    .hasSize(3)
                    .element(1)
                    .asString()
                    .contains("attempts=2");
        }
    }

    /** The first piece of the body is lost with the stale connection before the client has sent the second. */
    @Test
    void aStaleConnectionIsReplacedWhileTheClientStillSends() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    if (n == 1) {
                        connection.readHead();
                        connection.send(OK);
                        connection.readHead();
                        connection.read(5);
                        return;
                    }
                    String head = connection.readHead();
                    String first = connection.read(5);
                    closed.countDown();
                    seen.add(head + first + connection.read(5));
                    connection.send(OK);
                    answerAll(connection);
                });
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            assertOk(client, GET);
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nfirst");
            closed.await();
            assertThat(client.send("later").readMessage()).endsWith("ok");
            assertThat(seen).singleElement().asString().endsWith("\r\n\r\nfirstlater");
        }
    }

    @Test
    void aFreshConnectionThatClosesIsNotTriedAgain() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.readHead());
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(GET).readMessage())
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_closed");
            assertThat(upstream.accepted()).isEqualTo(1);
            Gauge.connections(gateway).awaitValue(0);
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    /** One byte of an answer is enough to know that the request may have run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "H",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
            })
    void aReusedConnectionThatBeganToAnswerIsNotTriedAgain(String beginning) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK);
                    connection.readHead();
                    connection.send(beginning);
                });
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            assertOk(client, GET);
            String answer = client.send(GET).readMessage();
            if (beginning.startsWith("HTTP/1.1 103")) {
                // It passes, and is no answer yet.
                assertThat(answer).isEqualTo(beginning);
                answer = client.readMessage();
            }
            assertThat(answer).startsWith("HTTP/1.1 502");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    /** What could not be sent twice never rides on a connection that may prove stale. */
    @Test
    void aBodyBeyondTheReplayWindowTakesAFreshConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> answerAll(connection));
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            assertOk(client, GET);
            assertThat(upstream.accepted()).isEqualTo(1);
            assertOk(client, post("/app/x", "y".repeat(64 * 1024 + 1)));
            assertThat(upstream.accepted()).isEqualTo(2);
            assertOk(client, post("/v1/chat/completions", "{\"x\":\"" + "y".repeat(70_000) + "\",\"model\":\"m\"}"));
            assertThat(upstream.accepted()).isEqualTo(3);
            assertOk(client, post("/app/x", "y".repeat(64 * 1024)));
            assertThat(upstream.accepted()).isEqualTo(3);
        }
    }

    @Test
    void anIdleConnectionIsClosedInTime() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    answerAll(connection);
                    ended.countDown();
                });
                TestGateway gateway = gateway(", keep-alive: 300ms", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            assertOk(client, GET);
            ended.await();
            Gauge.connections(gateway).awaitValue(0);
            assertOk(client, GET);
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aBackendThatClosesIdleConnectionsIsNoErrorForTheClient() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK);
                });
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 20; i++) {
                assertOk(client, GET);
                Gauge.connections(gateway).awaitValue(0);
            }
            assertThat(upstream.accepted()).isEqualTo(20);
            assertThat(gateway.stopAndReadLog("access.log")).hasSize(20).allMatch(line -> line.contains("attempts=1"));
        }
    }

    @Test
    void anAnswerThatWasNotAskedForEndsTheConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(OK + OK.replace("ok", "no"));
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway("", upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                assertOk(client, GET);
            }
            assertThat(upstream.accepted()).isEqualTo(5);
        }
    }

    // ---- several endpoints ----

    @ParameterizedTest
    @ValueSource(strings = {"/app/x", "/v1/chat/completions"})
    void anEndpointThatRefusesLeavesTheRequestToTheOther(String path) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> answerAll(connection));
                TestGateway gateway = gateway("", refusing(), upstream.address());
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 20; i++) {
                assertOk(client, post(path, "{\"model\":\"m\"}"));
            }
            Gauge.inFlight(gateway).awaitValue(0);
            assertThat(Gauge.connections(gateway).value()).isEqualTo(1);
        }
    }

    @Test
    void allEndpointsRefusing() throws Exception {
        try (TestGateway gateway = gateway("", refusing(), refusing());
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(GET).readMessage())
                        .startsWith("HTTP/1.1 502")
                        .contains("upstream_unreachable");
            }
            Gauge.inFlight(gateway).awaitValue(0);
            Gauge.connections(gateway).awaitValue(0);
        }
    }

    @Test
    void theEndpointWithTheLeastInFlightIsNext() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        RawUpstream.Script holding = (connection, n) -> {
            connection.readHead();
            held.await();
            connection.send(OK);
        };
        try (RawUpstream busy = RawUpstream.start(holding);
                RawUpstream idle = RawUpstream.start((connection, n) -> answerAll(connection));
                TestGateway gateway = gateway("", busy.address(), idle.address());
                RawConnection waiting = RawConnection.to(gateway.port());
                RawConnection other = RawConnection.to(gateway.port())) {
            // Endpoints with equal load take turns, beginning with the first.
            waiting.send(GET);
            await().until(() -> busy.accepted() == 1);
            for (int i = 0; i < 10; i++) {
                assertOk(other, GET);
            }
            assertThat(busy.accepted()).isEqualTo(1);
            held.countDown();
            assertThat(waiting.readMessage()).endsWith("ok");
        }
    }

    // ---- the limit ----

    @Test
    void beyondTheLimitTheClientIsToldToComeAgain() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    held.await();
                    connection.send(OK);
                    answerAll(connection);
                });
                TestGateway gateway = gateway(", max-connections: 2", upstream.address());
                RawConnection first = RawConnection.to(gateway.port());
                RawConnection second = RawConnection.to(gateway.port());
                RawConnection third = RawConnection.to(gateway.port())) {
            first.send(GET);
            second.send(GET);
            Gauge.connections(gateway).awaitValue(2);
            String refused = third.send(GET).readMessage();
            assertThat(refused).startsWith("HTTP/1.1 503").contains("no_capacity");
            assertThat(RawConnection.header(refused, "retry-after")).isEqualTo("1");
            held.countDown();
            assertThat(first.readMessage()).endsWith("ok");
            assertThat(second.readMessage()).endsWith("ok");
            assertOk(third, GET);
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    /**
     * Idle connections count too, but they make room, whichever worker they lie on and also where only a fresh one will
     * do.
     */
    @Test
    void idleConnectionsAreNotInTheWay() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> answerAll(connection));
                TestGateway gateway = gateway(", max-connections: 1", upstream.address())) {
            List<RawConnection> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    RawConnection client = RawConnection.to(gateway.port());
                    clients.add(client);
                    assertOk(client, GET);
                    assertOk(client, post("/app/x", "y".repeat(70_000)));
                }
            } finally {
                for (RawConnection client : clients) {
                    client.close();
                }
            }
            assertThat(Gauge.connections(gateway).value()).isEqualTo(1);
        }
    }

    /** A connection that is opened for nobody any more is idle as soon as it is open. */
    @Test
    void theConnectionOfAClientThatLeftMeanwhileIsNotInTheWay() throws Exception {
        TestAuthority authority = new TestAuthority();
        Path trust = authority.writeRoot(directory);
        CountDownLatch held = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.startTls(authority.server("localhost"), (connection, n) -> {
                    // The handshake waits for the first read.
                    held.await();
                    answerAll(connection);
                });
                TestGateway gateway = gateway(
                        ", max-connections: 1, connect-timeout: 50s, tls: { trust: \"" + trust
                                + "\", server-name: localhost }",
                        upstream.address());
                RawConnection second = RawConnection.to(gateway.port())) {
            try (RawConnection first = RawConnection.to(gateway.port())) {
                first.send(GET);
                await().until(() -> upstream.accepted() == 1);
            }
            Gauge.inFlight(gateway).awaitValue(0);
            second.send(GET);
            Gauge.inFlight(gateway).awaitValue(1);
            held.countDown();
            assertThat(second.readMessage()).startsWith("HTTP/1.1 200").endsWith("ok");
            assertThat(Gauge.connections(gateway).value()).isEqualTo(1);
        }
    }

    /** As many clients as connections: none is refused, however they meet on their way to those of other workers. */
    @Test
    void whoMakesRoomIsNotRefusedForWhoTakesIt() throws Exception {
        int clients = 4;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> answerAll(connection));
                TestGateway gateway = gateway(", max-connections: " + clients, upstream.address())) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(() -> {
                    try (RawConnection client = RawConnection.to(gateway.port())) {
                        for (int n = 0; n < 50; n++) {
                            assertOk(client, post("/app/x", "y".repeat(70_000)));
                            assertOk(client, GET);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theCounterComesBackAfterEveryKindOfFailure() throws Exception {
        TestAuthority authority = new TestAuthority();
        Path trust = authority.writeRoot(directory);
        try (RawUpstream wrongName = RawUpstream.startTls(authority.server("elsewhere"), (connection, n) -> {
                    try {
                        connection.readHead();
                    } catch (IOException expected) {
                        // The gateway breaks the handshake off.
                    }
                });
                RawUpstream notTls = RawUpstream.start((connection, n) -> {
                    connection.send("no TLS here");
                    connection.awaitEnd();
                });
                RawUpstream hangsUp = RawUpstream.start((connection, n) -> {});
                TestGateway gateway = gateway(
                        ", tls: { trust: \"" + trust + "\", server-name: localhost }",
                        wrongName.address(),
                        notTls.address(),
                        hangsUp.address(),
                        refusing())) {
            for (int i = 0; i < 10; i++) {
                try (RawConnection client = RawConnection.to(gateway.port())) {
                    assertThat(client.send(GET).readMessage()).startsWith("HTTP/1.1 502");
                }
            }
            Gauge.connections(gateway).awaitValue(0);
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }
}
