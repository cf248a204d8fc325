package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies of any length in a bounded space. What the gateway holds of a stream is what it took from one side and has not
 * given to the other: with a side that does not read, that is all the writer gets rid of.
 */
@Timeout(120)
final class MemoryIT {

    private static final long MIB = 1024 * 1024;
    /** Both write buffers of the gateway and the kernel's socket buffers on the way are in this. */
    private static final long BOUND = 16 * MIB;

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream, Path spill) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                limits: { held-body-memory: 256KiB, held-bodies-memory: 2MiB, spill-directory: "%s" }
                upstreams:
                  app: { address: "%s" }
                models:
                  m: { upstream: app, served-as: a-longer-name }
                routes:
                  - { name: app, path: /app/, upstream: app }
                  - { name: chat, path: /v1/chat/completions, models: chat }
                """.formatted(spill, upstream.address()));
    }

    private static void pour(RawConnection connection, long total, AtomicLong written) {
        byte[] block = new byte[64 * 1024];
        try {
            while (written.get() < total) {
                int length = (int) Math.min(block.length, total - written.get());
                connection.out().write(block, 0, length);
                written.addAndGet(length);
            }
            connection.out().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long awaitStuck(AtomicLong written) {
        long[] last = {-1};
        Awaitility.await()
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    long now = written.get();
                    boolean still = now > 0 && now == last[0];
                    last[0] = now;
                    return still;
                });
        return last[0];
    }

    @Test
    void anUploadWaitsForItsReader() throws Exception {
        long total = 100 * MIB;
        CountDownLatch read = new CountDownLatch(1);
        AtomicLong written = new AtomicLong();
        try (RawUpstream upstream = RawUpstream.startNarrow(16 * 1024, (connection, n) -> {
                    connection.readHead();
                    read.await();
                    connection.skip(total);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                });
                TestGateway gateway = gateway(upstream, directory);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + total + "\r\n\r\n");
            CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> pour(client, total, written));
            assertThat(awaitStuck(written)).isLessThan(BOUND);
            read.countDown();
            assertThat(client.readMessage()).endsWith("ok");
            pouring.join();
        }
    }

    @Test
    void aDownloadWaitsForItsReader() throws Exception {
        long total = 1024 * MIB;
        AtomicLong written = new AtomicLong();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n");
                    pour(connection, total, written);
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(upstream, directory);
                RawConnection client = RawConnection.narrow(gateway.port(), 16 * 1024)) {
            client.send("GET /app/download HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(awaitStuck(written)).isLessThan(BOUND);
            client.readHead();
            client.skip(total);
            assertThat(written).hasValue(total);
        }
    }

    @Test
    void manyLongBodiesWithALateModelGoToDiskAndArriveWhole() throws Exception {
        int clients = 20;
        int padding = (int) (20 * MIB);
        String start = "{\"messages\":\"";
        String end = "\",\"model\":\"m\"}";
        String rewritten = "\",\"model\":\"a-longer-name\"}";
        AtomicLong mostHeld = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    int length = Integer.parseInt(RawConnection.header(head, "content-length"));
                    assertThat(length).isEqualTo(start.length() + padding + rewritten.length());
                    assertThat(connection.read(start.length())).isEqualTo(start);
                    for (int left = padding; left > 0; left -= 64 * 1024) {
                        assertThat(connection.read(Math.min(left, 64 * 1024))).matches(text -> text.indexOf('x') == 0);
                    }
                    assertThat(connection.read(rewritten.length())).isEqualTo(rewritten);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                });
                TestGateway gateway = gateway(upstream, directory)) {
            CompletableFuture<Void> watching = CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    mostHeld.accumulateAndGet(held(gateway), Math::max);
                }
            });
            byte[] body = (start + "x".repeat(padding) + end).getBytes(StandardCharsets.US_ASCII);
            List<Thread> threads = new ArrayList<>();
            List<String> answers = new java.util.concurrent.CopyOnWriteArrayList<>();
            for (int i = 0; i < clients; i++) {
                Thread thread = new Thread(() -> answers.add(post(gateway, body)));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            done.set(true);
            watching.join();
            assertThat(answers).hasSize(clients).allMatch(answer -> answer.endsWith("ok"));
            assertThat(mostHeld.get()).isBetween(1L, 2 * MIB);
            Gauge.held(gateway).awaitValue(0);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("logs");
            }
        }
    }

    private static long held(TestGateway gateway) {
        try {
            return (long) Gauge.held(gateway).value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String post(TestGateway gateway, byte[] body) {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length
                    + "\r\n\r\n");
            client.send(body);
            return client.readMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDiskThatCannotTakeABodyConcernsThatBodyOnly() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readMessage();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                });
                TestGateway gateway = gateway(upstream, directory.resolve("missing"))) {
            byte[] late = ("{\"messages\":\"" + "x".repeat((int) MIB) + "\",\"model\":\"m\"}")
                    .getBytes(StandardCharsets.US_ASCII);
            assertThat(post(gateway, late)).startsWith("HTTP/1.1 507").contains("spill_failed");
            byte[] small = "{\"messages\":\"\",\"model\":\"m\"}".getBytes(StandardCharsets.US_ASCII);
            assertThat(post(gateway, small)).startsWith("HTTP/1.1 200").endsWith("ok");
            Gauge.held(gateway).awaitValue(0);
        }
    }
}
