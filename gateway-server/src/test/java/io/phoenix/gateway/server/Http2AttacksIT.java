package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single frames and header blocks of HTTP/2 that are made to hurt: what becomes of them, and of everybody else. */
@Timeout(60)
final class Http2AttacksIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int STREAM_CLOSED = 5;
    private static final int REFUSED_STREAM = 7;
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path directory;

    private RawUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = RawUpstream.start((connection, n) -> {
            String head;
            while (!(head = connection.readHead()).isEmpty()) {
                if (head.contains(" /wait ")) {
                    connection.awaitEnd();
                    return;
                }
                connection.readBody(head);
                connection.send(OK);
            }
        });
        gateway = TestGateway.start(directory, TestGateway.LISTENERS + """
                limits: { max-concurrent-streams: 50 }
                upstreams:
                  app: { address: "%s" }
                routes:
                  - { name: app, path: /app/, upstream: app, strip-prefix: true }
                """.formatted(upstream.address()));
    }

    @AfterEach
    void nothingIsLeftAndOthersAreServed() throws Exception {
        try (RawHttp2 other = RawHttp2.to(gateway.port())) {
            assertThat(other.get(1, "/app/").answer(1).body()).isEqualTo("ok");
        }
        Gauge.clients(gateway).awaitValue(0);
        Gauge.inFlight(gateway).awaitValue(0);
        assertThat(Gauge.held(gateway).value()).isZero();
        gateway.close();
        upstream.close();
    }

    private static void assertServes(RawHttp2 client, int stream) throws Exception {
        assertThat(client.get(stream, "/app/").answer(stream).body()).isEqualTo("ok");
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Sends a header block in frames as large as they may be. */
    private static void sendBlock(RawHttp2 client, int stream, byte[] block) throws IOException {
        int most = 16 * 1024;
        for (int from = 0; from < block.length; from += most) {
            int end = Math.min(block.length, from + most);
            client.send(
                    from == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION,
                    (from == 0 ? RawHttp2.END_STREAM : 0) | (end == block.length ? RawHttp2.END_HEADERS : 0),
                    stream,
                    Arrays.copyOfRange(block, from, end));
        }
    }

    private void assertEndsWith(RawHttp2 client, int error, String reason) throws Exception {
        assertThat(client.await(RawHttp2.GOAWAY).error()).isEqualTo(error);
        client.connection().awaitEnd();
        new Gauge(gateway, "gateway_http2_aborted_connections_total{reason=\"" + reason + "\"}").awaitValue(1);
    }

    @Test
    void headersThatAreTooManyGet431AndTheConnectionGoesOn() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            String[] many = new String[2 * 70];
            for (int i = 0; i < many.length; i += 2) {
                many[i] = "x-" + i;
                many[i + 1] = "y".repeat(1000);
            }
            sendBlock(client, 1, RawHttp2.request("GET", "/app/", many));
            assertThat(client.answer(1).status()).isEqualTo("431");
            assertServes(client, 3);
        }
    }

    /** Four kilobytes in the table, and sixteen thousand times one byte that stands for them: 64 MiB to be. */
    @Test
    void aBlockThatUnfoldsIsRefused() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            byte[] value = new byte[4000];
            Arrays.fill(value, (byte) 'y');
            // A literal with incremental indexing (RFC 7541, section 6.2.1).
            byte[] entry =
                    join(new byte[] {0x40, 1, 'x', 127, (byte) (4000 - 127 & 127 | 128), 4000 - 127 >> 7}, value);
            byte[] references = new byte[16_000];
            Arrays.fill(references, (byte) 0xbe);
            sendBlock(client, 1, join(RawHttp2.request("GET", "/app/"), entry, references));
            assertThat(client.answer(1).status()).isEqualTo("431");
            assertServes(client, 3);
        }
    }

    @Test
    void aBlockWithoutAnEndEndsTheConnection() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.request("GET", "/app/"));
            byte[] fragment = RawHttp2.block("x-a", "y".repeat(16_000));
            try {
                for (int i = 0; i < 1000; i++) {
                    client.send(RawHttp2.CONTINUATION, 0, 1, fragment);
                }
                throw new AssertionError("16 MB of one header block were taken");
            } catch (IOException closed) {
                // It is meant to be.
            }
        }
        new Gauge(gateway, "gateway_http2_aborted_connections_total").awaitValue(1);
    }

    @Test
    void aNameOfNothingIsNoRequest() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.get(1, "/app/", "", "x");
            assertThat(client.answer(1).reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            assertServes(client, 3);
        }
    }

    /** What a client does not acknowledge holds all the same. */
    @Test
    void streamsAreLimitedBeforeTheSettingsAreAcknowledged() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            for (int i = 0; i < 51; i++) {
                client.get(1 + 2 * i, "/app/wait");
            }
            RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(101);
            assertThat(reset.error()).isEqualTo(REFUSED_STREAM);
        }
    }

    /** Malformed trailers, or a frame on a closed stream: both are told by a reset (RFC 9113, sections 5.1 and 8.1). */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSecondHeadOnARequestThatEndedResetsItsStream(boolean atOnce) throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            byte[] head = RawHttp2.frame(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    RawHttp2.request("GET", "/app/wait"));
            client.connection().send(atOnce ? join(head, head) : head);
            if (!atOnce) {
                Gauge.inFlight(gateway).awaitValue(1);
                client.connection().send(head);
            }
            assertThat(client.answer(1).reset()).isIn(RawHttp2.PROTOCOL_ERROR, STREAM_CLOSED);
            Gauge.inFlight(gateway).awaitValue(0);
            assertServes(client, 3);
        }
    }

    @Test
    void dataBehindTheEndOfARequestResetsItsStream() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.get(1, "/app/wait");
            Gauge.inFlight(gateway).awaitValue(1);
            client.data(1, new byte[] {1}, true);
            assertThat(client.answer(1).reset()).isEqualTo(STREAM_CLOSED);
            Gauge.inFlight(gateway).awaitValue(0);
            assertServes(client, 3);
        }
    }

    /** Who has ended a stream and goes on with it counts streams in another way than the gateway does. */
    @ParameterizedTest
    @ValueSource(ints = {RawHttp2.HEADERS, RawHttp2.DATA})
    void aFrameOnAStreamThatBothHaveEndedEndsTheConnection(int type) throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            assertServes(client, 1);
            client.send(
                    type,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    type == RawHttp2.DATA ? new byte[] {1} : RawHttp2.request("GET", "/app/"));
            assertEndsWith(client, STREAM_CLOSED, "stream_closed");
        }
    }

    @Test
    void aFrameOnAStreamThatTheClientHasResetEndsTheConnection() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.get(1, "/app/wait");
            Gauge.inFlight(gateway).awaitValue(1);
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            client.data(1, new byte[] {1}, true);
            assertEndsWith(client, STREAM_CLOSED, "stream_closed");
        }
    }

    @Test
    void aStreamBelowTheLastOneEndsTheConnection() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            assertServes(client, 5);
            client.get(3, "/app/");
            assertEndsWith(client, RawHttp2.PROTOCOL_ERROR, "protocol_error");
        }
    }

    /** The client cannot know yet that the gateway has reset the stream (RFC 9113, section 5.1). */
    @Test
    void whatWasUnderWayToAStreamThatWasResetIsForgiven() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.request("PO ST", "/app/"));
            assertThat(client.answer(1).reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            client.data(1, new byte[] {1}, false);
            client.data(1, new byte[] {1}, true);
            assertServes(client, 3);
        }
    }

    /** The same for one that was never opened, since it was one too many. */
    @Test
    void whatWasUnderWayToAStreamThatWasRefusedIsForgiven() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            for (int i = 0; i < 50; i++) {
                client.get(1 + 2 * i, "/app/wait");
            }
            Gauge.inFlight(gateway).awaitValue(50);
            client.post(101, "/app/");
            assertThat(client.answer(101).reset()).isEqualTo(REFUSED_STREAM);
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            assertServes(client, 103);
            client.data(101, new byte[] {1}, true);
            assertServes(client, 105);
        }
    }

    @Test
    void aWindowThatOverflowsEndsItsConnection() throws Exception {
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.sendNumber(RawHttp2.WINDOW_UPDATE, 0, Integer.MAX_VALUE);
            assertEndsWith(client, 3, "flow_control_error");
        }
    }

    /** Fifty answers without end for a client that takes none of them. */
    @Test
    void windowsThatStayShutHoldLittle() throws Exception {
        AtomicLong written = new AtomicLong();
        byte[] block = new byte[64 * 1024];
        try (RawUpstream endless = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + (1L << 40) + "\r\n\r\n");
                    try {
                        while (true) {
                            connection.send(block);
                            written.addAndGet(block.length);
                        }
                    } catch (IOException stopped) {
                        // The client is gone.
                    }
                });
                TestGateway second = restart(endless);
                RawHttp2 client = RawHttp2.to(second.port(), new byte[] {0, 4, 0, 0, 0, 0})) {
            long before = DirectMemory.used();
            for (int i = 0; i < 50; i++) {
                client.get(1 + 2 * i, "/app/");
            }
            Gauge.inFlight(second).awaitValue(50);
            Settled.at(written::get);
            assertThat(DirectMemory.used() - before).as("direct memory").isLessThan(32 * MIB);
            client.connection().close();
            Gauge.inFlight(second).awaitValue(0);
            Gauge.connections(second).awaitValue(0);
        }
        start();
    }

    private TestGateway restart(RawUpstream with) throws Exception {
        gateway.close();
        upstream.close();
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                limits: { max-concurrent-streams: 50 }
                upstreams:
                  app: { address: "%s" }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """.formatted(with.address()));
    }
}
