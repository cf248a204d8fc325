package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies in a content coding, over real sockets: what a backend gets of them, and what none gets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class ContentCodingIT {

    private static final int MIB = 1024 * 1024;

    private RecordingBackend chat;
    private RawUpstream scripted;
    private volatile RawUpstream.Script script = (connection, number) -> {};
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        chat = new RecordingBackend("chat");
        scripted = RawUpstream.startNarrow(16 * 1024, (connection, number) -> script.run(connection, number));
        gateway =
                TestGateway.start(directory, TestGateway.LISTENERS + """
                        upstreams:
                          chat: { address: "%s" }
                          scripted: { address: "%s" }
                        models:
                          granite-3.3-8b-instruct: { upstream: chat, aliases: [granite] }
                          scripted: { upstream: scripted }
                        routes:
                          - { name: chat, path: /v1/chat/completions, models: chat }
                          - { name: small, path: /v1/completions, models: completion, max-body: 64KiB }
                          - { name: app, path: /app/, upstream: chat }
                        """.formatted(chat.address(), scripted.address()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        chat.close();
        scripted.close();
    }

    @BeforeEach
    void forget() {
        chat.forget();
    }

    @AfterEach
    void nothingIsHeldAnyMore() {
        Gauge.held(gateway).awaitValue(0);
    }

    private static String head(String path, String... more) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + String.join("", more);
    }

    private Delivery.Answer ask(Delivery delivery, String head, byte[] body) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return delivery.exchange(client, head, body);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Text that every coding makes about ten times shorter. */
    private static String text(int length) {
        Random random = new Random(length);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            String word = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
            text.append((word + ' ').repeat(12));
        }
        return text.substring(0, length);
    }

    private static String modelFirst(String model, String text) {
        return "{\"model\":\"" + model + "\",\"x\":\"" + text + "\"}";
    }

    private static String modelLast(String model, String text) {
        return "{\"x\":\"" + text + "\",\"model\":\"" + model + "\"}";
    }

    static Stream<Arguments> everyCodingAndDelivery() {
        return Stream.of(Coding.values())
                .flatMap(coding -> Stream.of(Delivery.values()).map(delivery -> Arguments.of(coding, delivery)));
    }

    // ---- what a backend gets ----

    @ParameterizedTest
    @MethodSource("everyCodingAndDelivery")
    void aBackendGetsThePlainBodyWithTheAliasReplaced(Coding coding, Delivery delivery) throws Exception {
        for (int length : new int[] {0, 300, 400_000}) {
            String text = text(length);
            for (boolean first : new boolean[] {true, false}) {
                chat.forget();
                String sent = first ? modelFirst("granite", text) : modelLast("granite", text);
                Delivery.Answer answer =
                        ask(delivery, head("/v1/chat/completions", coding.header()), coding.encode(bytes(sent)));
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                RecordingBackend.Received received = chat.only();
                String wanted = sent.replace("granite", "granite-3.3-8b-instruct");
                assertThat(received.body().equals(wanted)).isTrue();
                assertPlain(received, wanted.length());
            }
        }
    }

    private static void assertPlain(RecordingBackend.Received received, int length) {
        assertThat(received.header("content-encoding")).isNull();
        assertThat(received.header("expect")).isNull();
        if (received.header("content-length") == null) {
            assertThat(received.header("transfer-encoding")).isEqualTo("chunked");
        } else {
            assertThat(received.header("content-length")).isEqualTo(String.valueOf(length));
            assertThat(received.header("transfer-encoding")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLengthIsToldWhereTheWholeBodyIsThere(Coding coding) throws Exception {
        for (String sent : List.of(modelFirst("granite", text(300)), modelLast("granite", text(400_000)))) {
            chat.forget();
            ask(Delivery.CONTENT_LENGTH, head("/v1/chat/completions", coding.header()), coding.encode(bytes(sent)));
            assertThat(chat.only().header("content-length"))
                    .isEqualTo(String.valueOf(sent.length() + "granite-3.3-8b-instruct".length() - 7));
        }
    }

    @ParameterizedTest
    @CsvSource({"'gzip', ''", "'identity, gzip', ''", "'GZIP', 'identity'", "' , gzip ,', 'identity, '"})
    void identityAndEmptyElementsDoNotCount(String one, String two) throws Exception {
        Delivery.Answer answer = ask(
                Delivery.CONTENT_LENGTH,
                head("/v1/chat/completions", "Content-Encoding: " + one + "\r\nContent-Encoding: " + two + "\r\n"),
                Coding.GZIP.encode(bytes(modelFirst("granite", ""))));
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void headersAboutTheCodedBytesAreNotSentOn(Coding coding) throws Exception {
        ask(
                Delivery.CONTENT_LENGTH,
                head("/v1/chat/completions", coding.header(), "Content-MD5: x\r\nContent-Digest: y\r\n"),
                coding.encode(bytes(modelFirst("granite", ""))));
        assertThat(chat.only().head().toLowerCase(Locale.ROOT))
                .doesNotContain("content-md5")
                .doesNotContain("content-digest");
    }

    @ParameterizedTest
    @MethodSource("everyCodingAndDelivery")
    void aRouteThatDoesNotReadTheBodyLeavesItsCodingAlone(Coding coding, Delivery delivery) throws Exception {
        byte[] body = coding.encode(bytes(text(1000)));
        ask(delivery, head("/app/x", coding.header()), body);
        assertThat(bytes(chat.only().body())).isEqualTo(body);
        assertThat("Content-Encoding: " + chat.only().header("content-encoding") + "\r\n")
                .isEqualTo(coding.header());
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyBodyIsAnEmptyBody(Coding coding) throws Exception {
        for (Delivery delivery : List.of(Delivery.CONTENT_LENGTH, Delivery.CHUNKED)) {
            Delivery.Answer answer = ask(delivery, head("/v1/chat/completions", coding.header()), new byte[0]);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("body_missing");
        }
    }

    @Test
    void requestsInCodingsFollowEachOtherOnOneConnection() throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            for (Coding coding : Coding.values()) {
                for (Delivery delivery : Delivery.values()) {
                    Delivery.Answer answer = delivery.exchange(
                            client,
                            head("/v1/chat/completions", coding.header()),
                            coding.encode(bytes(modelLast("granite", text(20_000)))));
                    assertThat(answer.status()).isEqualTo(200);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyWithItsModelFirstStreams(Coding coding) throws Exception {
        byte[] body = coding.encode(bytes(modelFirst("scripted", text(2 * MIB))));
        CountDownLatch firstByte = new CountDownLatch(1);
        script = (connection, number) -> {
            String head = connection.readHead();
            connection.read(1);
            firstByte.countDown();
            connection.awaitEnd();
        };
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head("/v1/chat/completions", coding.header()) + "Content-Length: " + body.length + "\r\n\r\n");
            client.send(Arrays.copyOf(body, body.length * 3 / 4));
            assertThat(firstByte.await(30, TimeUnit.SECONDS))
                    .as("the backend's first byte, before the client's last")
                    .isTrue();
        }
    }

    // ---- what none gets ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compress",
                "x-unknown",
                "gzip, gzip",
                "gzip, br",
                "gzip,identity,zstd",
                "*",
                "gzip;q=1",
                "gzip\r\nContent-Encoding: br",
                "identity\r\nContent-Encoding: aws-chunked"
            })
    void anUnknownCodingOrMoreThanOneIsRefusedWithTheNamesOfThoseThatAreRead(String codings) throws Exception {
        for (Delivery delivery : Delivery.values()) {
            Delivery.Answer answer = ask(
                    delivery,
                    head("/v1/chat/completions", "Content-Encoding: " + codings + "\r\n"),
                    Coding.GZIP.encode(bytes(modelFirst("granite", ""))));
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.header("accept-encoding")).isEqualTo("gzip, deflate, br, zstd");
            assertThat(answer.body()).contains("unsupported_content_encoding").contains("gzip, deflate, br, zstd");
        }
        chat.assertNoneComplete();
    }

    @ParameterizedTest
    @MethodSource("everyCodingAndDelivery")
    void aBodyThatIsNotWhatItsCodingSaysNeverCompletes(Coding coding, Delivery delivery) throws Exception {
        for (String plain : List.of(modelFirst("granite", text(100_000)), modelLast("granite", text(1000)))) {
            byte[] whole = coding.encode(bytes(plain));
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            for (byte[] body : List.of(Arrays.copyOf(whole, whole.length - 1), longer, bytes("\u00ff".repeat(40)))) {
                Delivery.Answer answer = ask(delivery, head("/v1/chat/completions", coding.header()), body);
                assertThat(answer.status()).as(answer.body()).isEqualTo(400);
                assertThat(answer.body()).contains("invalid_content_encoding");
            }
        }
        chat.assertNoneComplete();
    }

    @ParameterizedTest
    @MethodSource("everyCodingAndDelivery")
    void theLimitOfARouteHoldsForTheDecodedBody(Coding coding, Delivery delivery) throws Exception {
        for (String plain : List.of(modelFirst("granite", text(80_000)), modelLast("granite", text(80_000)))) {
            Delivery.Answer answer =
                    ask(delivery, head("/v1/completions", coding.header()), coding.encode(bytes(plain)));
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("body_too_large");
        }
        chat.assertNoneComplete();
        String fits = modelLast("granite", text(60_000));
        assertThat(ask(delivery, head("/v1/completions", coding.header()), coding.encode(bytes(fits)))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsMadeToBurstIsRefusedAndTakesNoMemory(Coding coding) throws Exception {
        String zeros = "0".repeat(64 * MIB);
        byte[] first = coding.encode(bytes(modelFirst("granite", zeros)));
        byte[] last = coding.encode(bytes(modelLast("granite", zeros)));
        long before = DirectMemory.used();
        for (byte[] body : List.of(first, last)) {
            Delivery.Answer answer = ask(Delivery.CONTENT_LENGTH, head("/v1/chat/completions", coding.header()), body);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("body_expands_too_much");
        }
        assertThat(DirectMemory.used() - before).isLessThan(16 * MIB);
        chat.assertNoneComplete();
    }

    // ---- its pace ----

    @ParameterizedTest
    @EnumSource
    void aBodyIsDecodedNoFasterThanTheBackendReadsIt(Coding coding) throws Exception {
        String plain = modelFirst("scripted", text(8 * MIB).repeat(4));
        byte[] body = coding.encode(bytes(plain));
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        script = (connection, number) -> {
            connection.readHead();
            arrived.countDown();
            read.await();
            long length = 0;
            String chunk;
            while (!(chunk = connection.readChunk()).isEmpty()) {
                length += chunk.length();
            }
            String answer = String.valueOf(length);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
        };
        long before = DirectMemory.used();
        try (RawConnection client = RawConnection.to(gateway.port())) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    Delivery.CONTENT_LENGTH.send(client, head("/v1/chat/completions", coding.header()), body);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
            // What follows on the same worker is answered only when it has come to rest with the first one.
            for (int i = 0; i < 8; i++) {
                assertThat(ask(Delivery.CONTENT_LENGTH, head("/v1/chat/completions"), bytes(modelFirst("granite", "")))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(DirectMemory.used() - before).isLessThan(16 * MIB);
            read.countDown();
            assertThat(client.readMessage()).endsWith("\r\n\r\n" + plain.length());
            sending.join();
        }
    }
}
