package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
        long total = 2 * SocketBuffers.most();
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
            assertThat(awaitStuck(written)).isLessThan(SocketBuffers.most());
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
            assertThat(awaitStuck(written)).isLessThan(SocketBuffers.most());
            client.readHead();
            client.skip(total);
            assertThat(written).hasValue(total);
        }
    }

    /**
     * All of them are there at the same time but for their last bytes, so that what the gateway holds can be looked at
     * in peace; and then they all go on at once.
     */
    @Test
    void aHundredLongBodiesWithALateModelGoToDiskAndArriveWhole() throws Exception {
        int clients = 100;
        String start = "{\"messages\":\"";
        byte[] filler = "x".repeat((int) MIB).getBytes(StandardCharsets.US_ASCII);
        int fillers = 20;
        String end = "\",\"model\":\"m\"}";
        String rewritten = "\",\"model\":\"a-longer-name\"}";
        long padding = (long) fillers * filler.length;
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    assertThat(RawConnection.header(head, "content-length"))
                            .isEqualTo(String.valueOf(start.length() + padding + rewritten.length()));
                    assertThat(connection.read(start.length())).isEqualTo(start);
                    byte[] piece = new byte[filler.length];
                    for (int i = 0; i < fillers; i++) {
                        assertThat(connection.in().readNBytes(piece, 0, piece.length))
                                .isEqualTo(piece.length);
                        assertThat(Arrays.equals(piece, filler)).isTrue();
                    }
                    assertThat(connection.read(rewritten.length())).isEqualTo(rewritten);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                });
                TestGateway gateway = gateway(upstream, directory)) {
            long heapBefore = liveHeap();
            long directBefore = DirectMemory.used();
            AtomicLong mostDirect = new AtomicLong();
            List<RawConnection> connections = new ArrayList<>();
            try {
                for (int i = 0; i < clients; i++) {
                    RawConnection client = RawConnection.to(gateway.port());
                    connections.add(client);
                    client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                            + (start.length() + padding + end.length()) + "\r\n\r\n" + start);
                }
                connections.parallelStream().forEach(client -> {
                    for (int i = 0; i < fillers; i++) {
                        write(client, filler);
                        mostDirect.accumulateAndGet(DirectMemory.used(), Math::max);
                    }
                });
                assertThat(Gauge.held(gateway).value()).isBetween(1.0, 2.0 * MIB);
                assertThat(liveHeap() - heapBefore).as("live heap").isLessThan(32 * MIB);
                for (RawConnection client : connections) {
                    client.send(end);
                }
                for (RawConnection client : connections) {
                    assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ").endsWith("ok");
                    mostDirect.accumulateAndGet(DirectMemory.used(), Math::max);
                }
            } finally {
                for (RawConnection client : connections) {
                    client.close();
                }
            }
            assertThat(mostDirect.get() - directBefore).as("direct memory").isLessThan(64 * MIB);
            Gauge.held(gateway).awaitValue(0);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("logs");
            }
        }
    }

    private static void write(RawConnection client, byte[] bytes) {
        try {
            client.out().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
