package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that was given little memory for its buffers. */
@Timeout(120)
final class BufferMemoryIT {

    private static final int CLIENTS = 48;

    @TempDir
    Path directory;

    private final int port = FreePort.find();
    private final List<RawConnection> clients = new ArrayList<>();
    private Process process;

    private void start(RawUpstream upstream, String memory) throws Exception {
        Path config = Files.writeString(directory.resolve("gateway.yaml"), """
                hosts: [localhost]
                listeners: [{ name: http, address: "127.0.0.1:%d" }]
                admin: { address: "127.0.0.1:0" }
                logs: { directory: "%s" }
                limits: { spill-directory: "%s" }
                workers: 1
                upstreams:
                  app: { address: "%s" }
                models:
                  m: { upstream: app }
                routes:
                  - { name: app, path: /app/, upstream: app }
                  - { name: chat, path: /v1/chat/completions, models: chat }
                """.formatted(
                        port, directory.resolve("logs"), directory, upstream.address()));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As this JVM has it, which has it from bin/gateway, but for the search for leaks.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dio.netty."))
                .filter(flag -> !flag.contains("leakDetection"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:MaxDirectMemorySize=" + memory,
                "-cp",
                System.getProperty("java.class.path"),
                "io.phoenix.gateway.server.Main",
                "run",
                "--config",
                config.toString()));
        process = new ProcessBuilder(command)
                .redirectError(directory.resolve("said").toFile())
                .start();
        assertThat(process.inputReader().readLine()).startsWith("Phoenix Gateway is serving");
    }

    @AfterEach
    void stop() throws Exception {
        leave();
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private void leave() throws IOException {
        for (RawConnection client : clients) {
            client.close();
        }
        clients.clear();
    }

    private RawConnection client() throws IOException {
        RawConnection client = RawConnection.narrow(port, 16 * 1024);
        clients.add(client);
        return client;
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("said"));
    }

    @Test
    void heldBodiesTakeHalfOfItAndTheDiskTakesTheRest() throws Exception {
        String start = "{\"messages\":\"" + "x".repeat(900 * 1024);
        String end = "\",\"model\":\"m\"}";
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
            assertThat(connection.readMessage()).endsWith(start + end);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        })) {
            start(upstream, "24m");
            assertThat(said()).contains("limits.held-bodies-memory", "-XX:MaxDirectMemorySize");
            for (int i = 0; i < CLIENTS; i++) {
                client().send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + (start.length() + end.length()) + "\r\n\r\n" + start);
            }
            for (RawConnection client : clients) {
                client.send(end);
            }
            for (RawConnection client : clients) {
                assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ").endsWith("ok");
            }
        }
    }

    /** Each client that reads nothing costs more than its share of so little; and then they are gone. */
    @Test
    void whoGetsNoneIsToldWhatIsMissing() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
            if (!connection.readHead().contains("/much ")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                return;
            }
            try {
                connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                while (enough.getCount() > 0) {
                    connection.send(new byte[64 * 1024]);
                }
            } catch (IOException cutOff) {
                // With its client.
            }
        })) {
            start(upstream, "6m");
            for (int i = 0; i < 2 * CLIENTS; i++) {
                client().send("GET /app/much HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }
            Awaitility.await().untilAsserted(() -> assertThat(said()).contains("out_of_memory"));
            assertThat(said())
                    .contains("out of memory: ", "-XX:MaxDirectMemorySize")
                    .doesNotContain("bug");
            enough.countDown();
            leave();
            Awaitility.await().until(() -> {
                try (RawConnection client = RawConnection.to(port)) {
                    client.send("GET /app/little HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    return client.readMessage().endsWith("ok");
                } catch (IOException stillFull) {
                    return false;
                }
            });
        }
    }
}
