package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections to endpoints: kept, found stale, given up, limited. */
@Timeout(60)
final class PoolIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String POST = "POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody";

    @TempDir
    Path directory;

    private TestGateway gateway(String upstream) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                workers: 1
                upstreams:
                  app: { %s }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """.formatted(upstream));
    }

    @Test
    void oneConnectionServesRequestAfterRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    while (!connection.readMessage().isEmpty()) {
                        connection.send(OK);
                    }
                });
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.send(POST).readMessage()).endsWith("ok");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    /** As llama-server does after every streamed answer, although its head promises to keep the connection. */
    @Test
    void aBackendThatBreaksItsPromiseToKeepTheConnectionIsNotNoticed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readMessage();
                    connection.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5, max=100\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
                });
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 200; i++) {
                assertThat(client.send(POST).readMessage())
                        .startsWith("HTTP/1.1 200")
                        .endsWith("ok");
            }
        }
    }

    @Test
    void aStaleConnectionGetsTheRequestOnceMoreOnAFreshOne() throws Exception {
        AtomicInteger complete = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readMessage();
                    complete.incrementAndGet();
                    connection.send(OK);
                    // The second request is read and then left without an answer, as by a server that was just closing.
                    assertThat(connection.readMessage()).endsWith("body");
                    if (n > 1) {
                        connection.send(OK);
                    }
                });
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(POST).readMessage()).endsWith("ok");
            assertThat(client.send(POST).readMessage())
                    .startsWith("HTTP/1.1 200")
                    .endsWith("ok");
            assertThat(complete).hasValue(2);
            assertThat(upstream.accepted()).isEqualTo(2);
            assertThat(gateway.stopAndReadLog("access.log").get(1)).contains("attempts=2");
        }
    }

    @Test
    void aFreshConnectionThatClosesWithoutAnAnswerIsNotTriedAgain() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.readMessage());
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(POST).readMessage())
                    .startsWith("HTTP/1.1 502")
                    .contains("upstream_closed");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatBeganIsNeverAskedForAgain() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readMessage();
                    connection.send(OK);
                    connection.readMessage();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(POST).readMessage()).endsWith("ok");
            assertThat(client.send(POST).readToEnd())
                    .contains("Content-Length: 10")
                    .doesNotContain("502");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatCouldNotBeRepeatedNeverRidesOnAUsedConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    while (!connection.readMessage().isEmpty()) {
                        connection.send(OK);
                    }
                });
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(POST).readMessage()).endsWith("ok");
            client.send(
                    "POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000));
            assertThat(client.readMessage()).endsWith("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void idleConnectionsAreClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readMessage();
                    connection.send(OK);
                    connection.awaitEnd();
                    closed.countDown();
                });
                TestGateway gateway = gateway("keep-alive: 500ms, address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(POST).readMessage()).endsWith("ok");
            closed.await();
            Gauge.connections(gateway).awaitValue(0);
        }
    }

    @Test
    void aRefusedConnectionSendsTheRequestToTheNextEndpoint() throws Exception {
        RawUpstream gone = RawUpstream.start((connection, n) -> {});
        gone.close();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    while (!connection.readMessage().isEmpty()) {
                        connection.send(OK);
                    }
                });
                TestGateway gateway =
                        gateway("addresses: [\"" + gone.address() + "\", \"" + upstream.address() + "\"]");
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 6; i++) {
                assertThat(client.send(POST).readMessage()).endsWith("ok");
            }
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    @Test
    void moreConnectionsThanAllowedAreRefusedAndCountedOffAgain() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    while (!connection.readMessage().isEmpty()) {
                        asked.countDown();
                        answer.await();
                        connection.send(OK);
                    }
                });
                TestGateway gateway = gateway("max-connections: 1, address: \"" + upstream.address() + "\"");
                RawConnection first = RawConnection.to(gateway.port());
                RawConnection second = RawConnection.to(gateway.port())) {
            first.send(POST);
            asked.await();
            assertThat(second.send(POST).readMessage())
                    .startsWith("HTTP/1.1 503")
                    .contains("retry-after: 1")
                    .contains("no_capacity");
            answer.countDown();
            assertThat(first.readMessage()).endsWith("ok");
            assertThat(second.send(POST).readMessage()).endsWith("ok");
        }
    }

    /** Bytes behind an answer must not become the answer to whoever comes next. */
    @Test
    void aBackendThatSaysMoreThanItWasAskedIsDropped() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readMessage();
                    connection.send(OK + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(POST + POST);
            assertThat(client.readMessage()).endsWith("ok");
            assertThat(client.readMessage()).endsWith("ok");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }
}
