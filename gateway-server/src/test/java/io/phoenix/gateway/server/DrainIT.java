package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a gateway in a process of its own: what is in flight ends, nothing new begins, and the exit code is 0. */
@Timeout(90)
final class DrainIT {

    private static final String GET = "GET /app/stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String PROXY = "PROXY TCP4 203.0.113.7 10.0.0.1 4711 80\r\n";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @TempDir
    Path directory;

    private int port;
    private int tlsPort;
    private int proxiedPort;
    private int adminPort;

    private Process start(RawUpstream upstream, String drainTimeout) throws Exception {
        return start(upstream, "drain-timeout: " + drainTimeout, "", "");
    }

    /** With listeners for TLS and for a proxy in front as well. */
    private Process startWithMore(RawUpstream upstream, TestAuthority authority) throws Exception {
        Path certificates = directory.resolve("tls");
        authority.write(certificates, "lab", "localhost");
        tlsPort = FreePort.find();
        proxiedPort = FreePort.find();
        return start(
                upstream,
                // Nothing but the drain ends a silent connection.
                "drain-timeout: 60s, header-timeout: 60s, tls-handshake-timeout: 60s",
                ", { name: https, address: \"127.0.0.1:" + tlsPort + "\", tls: true }"
                        + ", { name: proxied, address: \"127.0.0.1:" + proxiedPort + "\", proxy-protocol: true }",
                "tls: { directory: \"" + certificates + "\" }\ntrusted-proxies: [127.0.0.1]\n");
    }

    private Process start(RawUpstream upstream, String limits, String listeners, String more) throws Exception {
        port = FreePort.find();
        adminPort = FreePort.find();
        Path config = Files.writeString(
                directory.resolve("gateway.yaml"),
                """
                hosts: [localhost]
                listeners: [{ name: http, address: "127.0.0.1:%d" }%s]
                admin: { address: "127.0.0.1:%d" }
                logs: { directory: "%s" }
                limits: { %s }
                upstreams:
                  app: { address: "%s" }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """.formatted(port, listeners, adminPort, directory.resolve("logs"), limits, upstream.address())
                        + more);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.phoenix.gateway.server.Main",
                        "run",
                        "--config",
                        config.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        assertThat(out.readLine()).startsWith("Phoenix Gateway is serving");
        return process;
    }

    private static void terminate(Process process) {
        // SIGTERM, as a service manager sends it.
        process.destroy();
    }

    private void awaitRefused() {
        Awaitility.await().until(() -> {
            try (RawConnection connection = RawConnection.to(port)) {
                return connection.socket().isClosed();
            } catch (ConnectException refused) {
                return true;
            }
        });
    }

    /** Connections are accepted in the order in which they came: when this returns, those before are. */
    private static RawConnection answered(RawConnection connection) throws IOException {
        connection.send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(connection.readMessage()).contains("no_route");
        return connection;
    }

    /** One that has had an answer, and is told of a drain when it begins. */
    private RawHttp2 asked() throws Exception {
        RawHttp2 asked = RawHttp2.to(port);
        asked.get(1, "/nowhere");
        assertThat(asked.answer(1).status()).isEqualTo("404");
        return asked;
    }

    private static void assertAnsweredAndClosed(RawConnection connection) throws IOException {
        String head = connection.readHead();
        assertThat(head).startsWith("HTTP/1.1 200");
        assertThat(RawConnection.header(head, "connection")).isEqualTo("close");
        assertThat(connection.readToEnd()).isEqualTo("ok");
    }

    private String readiness() throws IOException {
        try (RawConnection admin = RawConnection.to(adminPort)) {
            admin.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return admin.readMessage();
        }
    }

    @Test
    void whatIsInFlightEndsAndTheExitCodeIsZero() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
            connection.readHead();
            connection.send(HEAD + "5\r\nfirst\r\n");
            rest.await();
            connection.send("4\r\nlast\r\n0\r\n\r\n");
        })) {
            Process process = start(upstream, "60s");
            try (RawConnection streaming = RawConnection.to(port);
                    RawConnection idle = answered(RawConnection.to(port))) {
                assertThat(readiness()).startsWith("HTTP/1.1 200");
                String head = streaming.send(GET).readHead();
                assertThat(head).startsWith("HTTP/1.1 200");
                assertThat(streaming.readChunk()).isEqualTo("first");

                terminate(process);
                assertThat(idle.readToEnd()).isEmpty();
                awaitRefused();
                assertThat(readiness()).startsWith("HTTP/1.1 503");
                rest.countDown();
                assertThat(streaming.readChunk()).isEqualTo("last");
                assertThat(streaming.readToEnd()).isEqualTo("0\r\n\r\n");
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readAllLines(directory.resolve("logs/access.log")))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("/app/stream") && line.contains("\" 200 9 "));
        }
    }

    private static RawUpstream ok() throws IOException {
        return RawUpstream.start((connection, n) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        });
    }

    @Test
    void whoAsksSoonIsStillAnswered() throws Exception {
        TestAuthority authority = new TestAuthority();
        SSLContext tls = authority.client();
        try (RawUpstream upstream = ok()) {
            Process process = startWithMore(upstream, authority);
            try (RawHttp2 asked = asked();
                    RawConnection silent = RawConnection.to(port);
                    RawConnection amidHead = RawConnection.to(port).send(GET.substring(0, 30));
                    RawConnection idle = answered(RawConnection.to(port));
                    RawConnection proxied = RawConnection.to(proxiedPort);
                    RawConnection behindProxy =
                            answered(RawConnection.to(proxiedPort).send(PROXY));
                    RawConnection beforeTls = RawConnection.to(tlsPort);
                    RawConnection behindTls = RawConnection.tls(tlsPort, tls, "localhost");
                    RawConnection idleWithTls = answered(RawConnection.tls(tlsPort, tls, "localhost"))) {
                terminate(process);
                asked.await(RawHttp2.GOAWAY);
                awaitRefused();
                assertThat(readiness()).startsWith("HTTP/1.1 503");

                assertAnsweredAndClosed(idle.send(GET));
                assertAnsweredAndClosed(behindProxy.send(GET));
                assertAnsweredAndClosed(idleWithTls.send(GET));
                assertAnsweredAndClosed(silent.send(GET));
                assertAnsweredAndClosed(amidHead.send(GET.substring(30)));
                assertAnsweredAndClosed(proxied.send(PROXY + GET));
                assertAnsweredAndClosed(behindTls.send(GET));
                try (RawConnection shaken = beforeTls.startTls(tls, "localhost")) {
                    assertAnsweredAndClosed(shaken.send(GET));
                }
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void aConnectionOfHttp2WithoutAStreamGetsItsFirstAnswer() throws Exception {
        try (RawUpstream upstream = ok()) {
            Process process = start(upstream, "60s");
            try (RawHttp2 silent = RawHttp2.to(port);
                    RawHttp2 asked = asked()) {
                silent.await(RawHttp2.SETTINGS);
                terminate(process);
                asked.await(RawHttp2.GOAWAY);
                awaitRefused();
                silent.get(1, "/app/");
                RawHttp2.Frame goAway = silent.await(RawHttp2.GOAWAY);
                assertThat(goAway.error()).isEqualTo(RawHttp2.NO_ERROR);
                assertThat(ByteBuffer.wrap(goAway.payload()).getInt()).isEqualTo(1);
                assertThat(silent.answer(1).body()).isEqualTo("ok");
                silent.connection().awaitEnd();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void whoStaysSilentDoesNotKeepADrainFromItsEnd() throws Exception {
        TestAuthority authority = new TestAuthority();
        try (RawUpstream upstream = ok()) {
            Process process = startWithMore(upstream, authority);
            try (RawConnection silent = RawConnection.to(port);
                    RawHttp2 http2 = RawHttp2.to(port);
                    RawConnection proxied = RawConnection.to(proxiedPort);
                    RawConnection beforeTls = RawConnection.to(tlsPort);
                    RawConnection behindTls = RawConnection.tls(tlsPort, authority.client(), "localhost");
                    RawConnection idle = answered(RawConnection.to(port))) {
                http2.await(RawHttp2.SETTINGS);
                terminate(process);
                assertThat(idle.readToEnd()).isEmpty();
                assertThat(silent.readToEnd()).isEmpty();
                assertThat(proxied.readToEnd()).isEmpty();
                assertThat(beforeTls.readToEnd()).isEmpty();
                assertThat(behindTls.readToEnd()).isEmpty();
                assertThat(http2.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.NO_ERROR);
                http2.connection().awaitEnd();
                // While all of these are open on this side.
                assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void aStreamWithoutEndIsCutOffAtTheLimit() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
            connection.readHead();
            connection.send(HEAD + "5\r\nfirst\r\n");
            connection.awaitEnd();
        })) {
            Process process = start(upstream, "1s");
            try (RawConnection streaming = RawConnection.to(port)) {
                streaming.send(GET).readHead();
                assertThat(streaming.readChunk()).isEqualTo("first");
                terminate(process);
                // No end of the chunked coding: a client can tell that this was cut off.
                assertThat(streaming.readToEnd()).isIn("", "<reset>");
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void aWebSocketOnAStreamOfHttp2GoesOnToItsEnd() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
            connection.send(WebSocketHttp2IT.switched(connection.readHead()));
            assertThat(connection.read(4)).isEqualTo("ping");
            connection.send("pong");
            assertThat(connection.readToEnd()).isEqualTo("bye");
        })) {
            Process process = start(upstream, "60s");
            try (RawHttp2 client = RawHttp2.to(port)) {
                client.connect(1, "/app/stream", "websocket");
                assertThat(client.awaitHead(1).status()).hasToString("200");

                terminate(process);
                assertThat(client.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.NO_ERROR);
                client.data(1, "ping".getBytes(StandardCharsets.UTF_8), false);
                assertThat(client.readData(1, 4)).isEqualTo("pong");
                client.data(1, "bye".getBytes(StandardCharsets.UTF_8), true);
                assertThat(client.answer(1).reset()).isEqualTo(-1);
                client.connection().awaitEnd();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void streamsOfHttp2EndAndTheirConnectionTakesNoMore() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
            connection.readHead();
            asked.countDown();
            rest.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            Process process = start(upstream, "60s");
            try (RawHttp2 client = RawHttp2.to(port);
                    RawHttp2 idle = RawHttp2.to(port)) {
                idle.get(1, "/nowhere");
                assertThat(idle.answer(1).status()).isEqualTo("404");
                client.get(1, "/app/stream");
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

                terminate(process);
                assertThat(idle.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.NO_ERROR);
                assertThat(client.await(RawHttp2.GOAWAY).error()).isEqualTo(RawHttp2.NO_ERROR);
                rest.countDown();
                assertThat(client.answer(1).body()).isEqualTo("ok");
                client.connection().awaitEnd();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }
}
