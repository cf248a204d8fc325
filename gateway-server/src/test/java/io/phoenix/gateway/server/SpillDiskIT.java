package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that cannot take a body: that request gets a clear error, and every other one is served. */
@Timeout(60)
final class SpillDiskIT {

    private static final int MIB = 1024 * 1024;

    @TempDir
    Path directory;

    /** A file system of its own, which only root may make. */
    private record Mount(Path path) implements AutoCloseable {

        static Mount tmpfs(Path path, String options) throws IOException {
            assumeTrue(
                    "root".equals(System.getProperty("user.name")),
                    "only root may mount a file system that is full or read-only");
            Files.createDirectory(path);
            run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString());
            return new Mount(path);
        }

        private static void run(String... command) throws IOException {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.onExit().join().exitValue()).as(said).isZero();
        }

        @Override
        public void close() throws IOException {
            run("umount", path.toString());
        }
    }

    private TestGateway gateway(RawUpstream upstream, Path spill) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                limits: { held-body-memory: 256KiB, held-bodies-memory: 2MiB, spill-directory: "%s" }
                upstreams:
                  app: { address: "%s" }
                models:
                  m: { upstream: app }
                routes:
                  - { name: chat, path: /v1/chat/completions, models: chat }
                """.formatted(spill, upstream.address()));
    }

    private static RawUpstream upstream() throws IOException {
        return RawUpstream.start((connection, n) -> {
            connection.readMessage();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        });
    }

    private static String late(int length) {
        return "{\"messages\":\"" + "x".repeat(length) + "\",\"model\":\"m\"}";
    }

    private static String head(int length) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String post(TestGateway gateway, String body) throws IOException {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return client.send(head(body.length()) + body).readMessage();
        }
    }

    /** Another request is under way meanwhile, and others come before and after. */
    private void assertOnlyThatRequestFails(TestGateway gateway, String reason) throws Exception {
        String early = "{\"model\":\"m\",\"messages\":\"" + "x".repeat(2 * MIB) + "\"}";
        assertThat(post(gateway, early)).startsWith("HTTP/1.1 200").endsWith("ok");
        try (RawConnection beside = RawConnection.to(gateway.port())) {
            beside.send(head(early.length()) + early.substring(0, MIB));
            assertThat(post(gateway, late(8 * MIB)))
                    .startsWith("HTTP/1.1 507")
                    .contains("\"code\":\"spill_failed\"")
                    .contains(reason)
                    .contains("send \\\"model\\\" first")
                    .doesNotContain(directory.toString());
            beside.send(early.substring(MIB));
            assertThat(beside.readMessage()).startsWith("HTTP/1.1 200").endsWith("ok");
        }
        assertThat(post(gateway, late(1000))).startsWith("HTTP/1.1 200").endsWith("ok");
        Gauge.held(gateway).awaitValue(0);
    }

    @Test
    void aMissingDirectory() throws Exception {
        try (RawUpstream upstream = upstream();
                TestGateway gateway = gateway(upstream, directory.resolve("missing"))) {
            assertOnlyThatRequestFails(gateway, "there is no spill directory");
        }
    }

    @Test
    void aDiskThatIsReadOnly() throws Exception {
        try (Mount disk = Mount.tmpfs(directory.resolve("disk"), "ro");
                RawUpstream upstream = upstream();
                TestGateway gateway = gateway(upstream, disk.path())) {
            assertOnlyThatRequestFails(gateway, "Read-only file system");
        }
    }

    @Test
    void aDiskThatIsFull() throws Exception {
        try (Mount disk = Mount.tmpfs(directory.resolve("disk"), "size=4m");
                RawUpstream upstream = upstream();
                TestGateway gateway = gateway(upstream, disk.path())) {
            assertOnlyThatRequestFails(gateway, "No space left on device");
            Awaitility.await().until(() -> disk.path().toFile().getUsableSpace() == 4 * MIB);
            assertThat(post(gateway, late(3 * MIB))).startsWith("HTTP/1.1 200").endsWith("ok");
        }
    }

    @Test
    void aBodyThatIsOnTheDiskAlreadyDoesNotMindThatItGetsFull() throws Exception {
        try (Mount disk = Mount.tmpfs(directory.resolve("disk"), "size=4m");
                RawUpstream upstream = upstream();
                TestGateway gateway = gateway(upstream, disk.path());
                RawConnection held = RawConnection.to(gateway.port())) {
            String body = late(2 * MIB);
            int known = body.indexOf("\"model\"");
            held.send(head(body.length()) + body.substring(0, known));
            awaitHeld(gateway, disk, known);
            assertThat(post(gateway, late(8 * MIB))).startsWith("HTTP/1.1 507");
            held.send(body.substring(known));
            assertThat(held.readMessage()).startsWith("HTTP/1.1 200").endsWith("ok");
        }
    }

    /** What the sockets between still hold would find the disk full. */
    private static void awaitHeld(TestGateway gateway, Mount disk, int length) {
        Awaitility.await().until(() -> {
            long onDisk = 4 * MIB - disk.path().toFile().getUsableSpace();
            return onDisk > 0 && onDisk + Gauge.held(gateway).value() >= length;
        });
    }
}
