package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways in processes of their own on one port: the new one takes over from the old one, and no client notices.
 */
@Timeout(120)
final class SharedPortIT {
    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private static RawUpstream ok() throws IOException {
        return RawUpstream.start((connection, n) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        });
    }

    private Path config(RawUpstream upstream, int port, String listener) throws IOException {
        return config("gateway.yaml", upstream, "{ name: http, address: \"127.0.0.1:" + port + "\"" + listener + " }");
    }

    private Path config(String file, RawUpstream upstream, String listeners) throws IOException {
        return Files.writeString(
                directory.resolve(file), """
                hosts: [localhost]
                listeners: [%s]
                logs: { directory: "%s" }
                workers: 1
                upstreams:
                  app: { address: "%s" }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """.formatted(listeners, directory.resolve("logs"), upstream.address()));
    }

    private Process start(Path config, int adminPort) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.phoenix.gateway.server.Main",
                        "run",
                        "--config",
                        config.toString(),
                        "--admin",
                        "127.0.0.1:" + adminPort))
                .redirectErrorStream(true)
                .start();
        processes.add(process);
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && (line.contains("WARN") || line.contains("warming up"))) {
            line = out.readLine();
        }
        return String.valueOf(line);
    }

    private static int health(int adminPort, StringWriter out) {
        PrintWriter writer = new PrintWriter(out, true);
        return Main.execute(writer, writer, "health", "--admin", "127.0.0.1:" + adminPort);
    }

    /** A client that makes one connection after the other for a request each. */
    private static final class Asking implements AutoCloseable {

        private final AtomicBoolean enough = new AtomicBoolean();
        private final AtomicInteger good = new AtomicInteger();
        private final List<String> bad = new ArrayList<>();
        private final Thread client;

        Asking(int port) {
            client = new Thread(() -> {
                while (!enough.get()) {
                    ask(port);
                }
            });
            client.start();
        }

        private void ask(int port) {
            try (RawConnection connection = RawConnection.to(port)) {
                connection.send("GET /app/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                if (connection.readHead().startsWith("HTTP/1.1 200")) {
                    good.incrementAndGet();
                } else {
                    bad.add("not 200");
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                bad.add(e.toString());
            }
        }

        void awaitMore(int answers) {
            int before = good.get();
            Awaitility.await().until(() -> good.get() > before + answers);
        }

        /** Ends, and gives what went wrong. */
        List<String> stop() throws InterruptedException {
            enough.set(true);
            client.join();
            return bad;
        }

        @Override
        public void close() {
            enough.set(true);
        }
    }

    @Test
    void theNewOneTakesOverWithoutAFailedRequest() throws Exception {
        try (RawUpstream upstream = ok()) {
            int port = FreePort.find();
            int adminOfOld = FreePort.find();
            int adminOfNew = FreePort.find();
            Path config = config(upstream, port, ", reuse-port: true");
            Process old = start(config, adminOfOld);
            assertThat(firstLine(old)).startsWith("Phoenix Gateway is serving");

            try (Asking clients = new Asking(port)) {
                Process next = start(config, adminOfNew);
                assertThat(next.inputReader().readLine()).contains("another one serves here; warming up");
                assertThat(firstLine(next)).startsWith("Phoenix Gateway is serving");
                StringWriter out = new StringWriter();
                assertThat(health(adminOfNew, out)).isZero();
                assertThat(out.toString()).contains("UPSTREAM").contains(upstream.address());
                old.destroy();
                assertThat(old.waitFor(60, TimeUnit.SECONDS)).isTrue();
                clients.awaitMore(100);
                assertThat(clients.stop()).isEmpty();
            }
            StringWriter out = new StringWriter();
            assertThat(health(adminOfOld, out)).isEqualTo(1);
            assertThat(out.toString()).contains("127.0.0.1:" + adminOfOld + " does not answer: Connection refused");
        }
    }

    @Test
    void keptConnectionsOfTheOldOneAreAnsweredUntilTheyAreToldToGo() throws Exception {
        try (RawUpstream upstream = ok()) {
            int port = FreePort.find();
            Process old = start(config(upstream, port, ", reuse-port: true"), FreePort.find());
            assertThat(firstLine(old)).startsWith("Phoenix Gateway is serving");
            List<RawConnection> kept = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                kept.add(RawConnection.to(port));
                assertThat(kept.get(i).ask("GET", "/app/").header("connection")).isNull();
            }
            old.destroy();
            while (!kept.isEmpty()) {
                for (RawConnection connection : List.copyOf(kept)) {
                    Delivery.Answer answer = connection.ask("GET", "/app/");
                    assertThat(answer.status()).isEqualTo(200);
                    if ("close".equals(answer.header("connection"))) {
                        kept.remove(connection);
                        assertThat(connection.readToEnd()).isEmpty();
                        connection.close();
                    }
                }
            }
            assertThat(old.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(old.exitValue()).isZero();
        }
    }

    @Test
    void whatCannotStartTakesNoClientsOfTheOther() throws Exception {
        try (RawUpstream upstream = ok();
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = FreePort.find();
            int taken = other.getLocalPort();
            String listener = "{ name: %s, address: \"127.0.0.1:%d\", reuse-port: true }";
            Path config = config(upstream, port, ", reuse-port: true");
            Path unfit = config(
                    "unfit.yaml",
                    upstream,
                    listener.formatted("http", port) + ", " + listener.formatted("more", taken));
            int admin = FreePort.find();
            assertThat(firstLine(start(config, admin))).startsWith("Phoenix Gateway is serving");

            try (Asking clients = new Asking(port)) {
                assertRefused(start(unfit, FreePort.find()), "listener more cannot bind 127.0.0.1:" + taken);
                assertRefused(start(config, admin), "the admin listener cannot bind 127.0.0.1:" + admin);
                clients.awaitMore(100);
                assertThat(clients.stop()).isEmpty();
            }
        }
    }

    private static void assertRefused(Process process, String why) throws Exception {
        assertThat(firstLine(process)).contains(why);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
    }

    @Test
    void withoutTheOptionThePortIsTaken() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.awaitEnd())) {
            Path config = config(upstream, FreePort.find(), "");
            assertThat(firstLine(start(config, FreePort.find()))).startsWith("Phoenix Gateway is serving");
            assertRefused(start(config, FreePort.find()), "listener http cannot bind");
        }
    }
}
