package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Path config(RawUpstream upstream, int port, String listener) throws IOException {
        return Files.writeString(directory.resolve("gateway.yaml"), """
                hosts: [localhost]
                listeners:
                  - { name: http, address: "127.0.0.1:%d"%s }
                logs: { directory: "%s" }
                workers: 1
                upstreams:
                  app: { address: "%s" }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """.formatted(
                        port, listener, directory.resolve("logs"), upstream.address()));
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
        while (line != null && line.contains("WARN")) {
            line = out.readLine();
        }
        return String.valueOf(line);
    }

    private static int health(int adminPort, StringWriter out) {
        PrintWriter writer = new PrintWriter(out, true);
        return Main.execute(writer, writer, "health", "--admin", "127.0.0.1:" + adminPort);
    }

    @Test
    void theNewOneTakesOverWithoutAFailedRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        })) {
            int port = freePort();
            int adminOfOld = freePort();
            int adminOfNew = freePort();
            Path config = config(upstream, port, ", reuse-port: true");
            Process old = start(config, adminOfOld);
            assertThat(firstLine(old)).startsWith("Phoenix Gateway is serving");

            AtomicBoolean enough = new AtomicBoolean();
            AtomicInteger good = new AtomicInteger();
            List<String> bad = new ArrayList<>();
            Thread client = new Thread(() -> {
                while (!enough.get()) {
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
            });
            client.start();
            try {
                Process next = start(config, adminOfNew);
                assertThat(firstLine(next)).startsWith("Phoenix Gateway is serving");
                StringWriter out = new StringWriter();
                assertThat(health(adminOfNew, out)).isZero();
                assertThat(out.toString()).contains("UPSTREAM").contains(upstream.address());
                old.destroy();
                assertThat(old.waitFor(60, TimeUnit.SECONDS)).isTrue();
                int before = good.get();
                Awaitility.await().until(() -> good.get() > before + 100);
            } finally {
                enough.set(true);
                client.join();
            }
            assertThat(bad).isEmpty();
            StringWriter out = new StringWriter();
            assertThat(health(adminOfOld, out)).isEqualTo(1);
            assertThat(out.toString()).contains("127.0.0.1:" + adminOfOld + " does not answer: Connection refused");
        }
    }

    @Test
    void withoutTheOptionThePortIsTaken() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.awaitEnd())) {
            Path config = config(upstream, freePort(), "");
            assertThat(firstLine(start(config, freePort()))).startsWith("Phoenix Gateway is serving");
            Process second = start(config, freePort());
            assertThat(firstLine(second)).contains("listener http cannot bind");
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
        }
    }
}
