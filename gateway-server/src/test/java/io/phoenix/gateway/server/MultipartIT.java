package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the model field of a multipart form leads, over real sockets, with files of any size around it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class MultipartIT {

    private static final String BOUNDARY = "----phoenix0123456789";
    private static final String TRANSCRIPTIONS = "/v1/audio/transcriptions";
    private static final String END = "--" + BOUNDARY + "--\r\n";
    private static final int FILE = 64 << 20;
    private static final byte[] BLOCK = new byte[1 << 20];

    static {
        new Random(5).nextBytes(BLOCK); // has a CR every 256 bytes, and CRLF now and then
    }

    private RecordingBackend whisper;
    private RecordingBackend painter;
    private RawUpstream large;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        whisper = new RecordingBackend("whisper");
        painter = new RecordingBackend("painter");
        large = RawUpstream.start((connection, number) -> digestOne(connection));
        gateway = TestGateway.start(
                directory,
                TestGateway.LISTENERS + """
                upstreams:
                  whisper: { address: "%s" }
                  painter: { address: "%s" }
                  large: { address: "%s" }
                models:
                  whisper:
                    upstream: whisper
                    kind: audio
                    served-as: openai/whisper-large-v3
                    aliases: [whisper-1]
                  painter: { upstream: painter, kind: image, served-as: p }
                  large: { upstream: large, kind: audio, served-as: "organization/a-name-of-another-length" }
                routes:
                  - { name: transcriptions, path: /v1/audio/transcriptions, methods: [POST], models: audio }
                  - { name: edits, path: /v1/images/edits, methods: [POST], models: image }
                  - { name: default, path: /default, models: audio, default-model: whisper }
                """.formatted(whisper.address(), painter.address(), large.address()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        whisper.close();
        painter.close();
        large.close();
    }

    @BeforeEach
    void forget() {
        whisper.forget();
        painter.forget();
    }

    /** Reads a body of known length without keeping it. */
    private void digestOne(RawConnection connection) throws Exception {
        String head = connection.readHead();
        long left = Long.parseLong(RawConnection.header(head, "content-length"));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        InputStream in = connection.in();
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            assertThat(read).isPositive();
            begun.countDown();
            digest.update(buffer, 0, read);
            left -= read;
        }
        arrived.add(HexFormat.of().formatHex(digest.digest()));
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    private static String head(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary="
                + BOUNDARY + "\r\n";
    }

    private static String field(String name, String value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String fileHead(String name) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"a;b.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n";
    }

    private static String file(String name, int length) {
        return fileHead(name) + latin1(Arrays.copyOf(BLOCK, length)) + "\r\n";
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Delivery.Answer ask(Delivery delivery, String head, String body) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return delivery.exchange(client, head, bytes(body));
        }
    }

    // ---- what is routed ----

    static Stream<Arguments> routed() {
        List<Arguments> cases = new ArrayList<>();
        for (Delivery delivery : Delivery.values()) {
            for (String form : List.of(
                    field("model", "%s") + file("file", 5_000) + field("language", "en") + END,
                    file("file", 5_000) + field("model", "%s") + END,
                    field("prompt", "\"model\": x, model=y") + field("Model", "x") + field("model", "%s") + END)) {
                for (String name : List.of("whisper", "whisper-1")) {
                    cases.add(Arguments.of(
                            delivery, form.replace("%s", name), form.replace("%s", "openai/whisper-large-v3")));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routed")
    void reachesTheBackendUnderTheNameThatItServes(Delivery delivery, String sent, String expected) throws Exception {
        Delivery.Answer answer = ask(delivery, head(TRANSCRIPTIONS), sent);
        assertThat(answer.body()).isEqualTo("{\"backend\":\"whisper\"}");
        assertThat(whisper.only().body().equals(expected))
                .as("nothing changes but the name")
                .isTrue();
        assertThat(whisper.only().header("content-type")).isEqualTo("multipart/form-data; boundary=" + BOUNDARY);
        String length = whisper.only().header("content-length");
        if (delivery != Delivery.CHUNKED) {
            assertThat(length).isEqualTo(String.valueOf(expected.length()));
        }
        assertThat(length == null).isEqualTo("chunked".equals(whisper.only().header("transfer-encoding")));
        assertThat(painter.begun()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void imagesAreEditedWhereTheyCanBe(Delivery delivery) throws Exception {
        String form = file("image[]", 3_000) + file("image[]", 3_000) + field("model", "%s") + file("mask", 100) + END;
        assertThat(ask(delivery, head("/v1/images/edits"), form.replace("%s", "painter"))
                        .status())
                .isEqualTo(200);
        assertThat(painter.only().body().equals(form.replace("%s", "p"))).isTrue();
    }

    @Test
    void jsonIsStillReadWhereNoFormIsAnnounced() throws Exception {
        String head = "POST " + TRANSCRIPTIONS + " HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(ask(Delivery.CONTENT_LENGTH, head, "{\"model\":\"whisper-1\"}")
                        .status())
                .isEqualTo(200);
        assertThat(whisper.only().body()).isEqualTo("{\"model\":\"openai/whisper-large-v3\"}");
    }

    @Test
    void aDefaultServesAFormWithoutAModelUnchanged() throws Exception {
        assertThat(ask(Delivery.CONTENT_LENGTH, head("/default"), file("file", 10) + END)
                        .status())
                .isEqualTo(200);
        assertThat(whisper.only().body()).isEqualTo(file("file", 10) + END);
    }

    // ---- what is refused ----

    static Stream<Arguments> refused() {
        List<Arguments> cases = new ArrayList<>();
        for (Delivery delivery : Delivery.values()) {
            cases.add(Arguments.of(delivery, file("file", 900) + END, 400, "model_missing", "model"));
            cases.add(Arguments.of(delivery, field("model", "") + END, 400, "model_missing", "model"));
            cases.add(Arguments.of(delivery, file("model", 9) + END, 400, "model_invalid", "model"));
            cases.add(Arguments.of(delivery, field("model", "whisper\r\n") + END, 400, "model_invalid", "model"));
            cases.add(Arguments.of(delivery, field("model", " whisper") + END, 404, "model_not_found", "model"));
            cases.add(Arguments.of(delivery, field("model", "whispr") + END, 404, "model_not_found", "model"));
            cases.add(Arguments.of(delivery, field("model", "painter") + END, 400, "model_kind_mismatch", "model"));
            cases.add(Arguments.of(delivery, "{\"model\":\"whisper\"}", 400, "invalid_multipart", null));
            cases.add(Arguments.of(delivery, "", 400, "body_missing", null));
            String decided = field("model", "whisper-1") + file("file", 30_000);
            cases.add(
                    Arguments.of(delivery, decided + field("model", "whisper") + END, 400, "model_ambiguous", "model"));
            cases.add(Arguments.of(delivery, decided + file("model", 10) + END, 400, "model_ambiguous", "model"));
            cases.add(Arguments.of(delivery, decided, 400, "invalid_multipart", null));
            cases.add(Arguments.of(delivery, decided + END + "x", 400, "invalid_multipart", null));
            cases.add(Arguments.of(
                    delivery, decided + "--" + BOUNDARY + "\r\nX\r\n\r\n", 400, "invalid_multipart", null));
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {2} {3}")
    @MethodSource("refused")
    void neverCompletesAtABackend(Delivery delivery, String body, int status, String code, String param)
            throws Exception {
        assertRefusal(ask(delivery, head(TRANSCRIPTIONS), body), status, code, param);
        whisper.assertNoneComplete();
        painter.assertNoneComplete();
    }

    private static void assertRefusal(Delivery.Answer answer, int status, String code, String param) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode error = new ObjectMapper().readTree(answer.body()).get("error");
        assertThat(error.get("code").textValue()).isEqualTo(code);
        assertThat(error.get("param").textValue()).isEqualTo(param);
        assertThat(error.get("message").textValue()).isNotBlank();
    }

    @Test
    void aHeadThatCouldBeReadInTwoWaysIsRefused() throws Exception {
        String form = field("model", "whisper") + END;
        String plain = "POST " + TRANSCRIPTIONS + " HTTP/1.1\r\nHost: localhost\r\n";
        for (String types : List.of(
                "Content-Type: multipart/form-data\r\n",
                "Content-Type: multipart/form-data; boundary=a; boundary=" + BOUNDARY + "\r\n",
                "Content-Type: multipart/form-data; charset=utf-7; boundary=" + BOUNDARY + "\r\n",
                "Content-Type: application/json\r\nContent-Type: multipart/form-data; boundary=" + BOUNDARY + "\r\n")) {
            assertRefusal(ask(Delivery.CONTENT_LENGTH, plain + types, form), 400, "bad_content_type", null);
        }
        assertRefusal(
                ask(Delivery.CONTENT_LENGTH, head(TRANSCRIPTIONS + "?model=x"), form), 400, "model_ambiguous", "model");
        assertThat(ask(Delivery.CONTENT_LENGTH, head(TRANSCRIPTIONS + "?x=model"), form)
                        .status())
                .isEqualTo(200);
    }

    // ---- large files ----

    @Test
    void aLargeFileBehindTheModelIsRelayedWhileItArrives() throws Exception {
        String start = field("model", "large") + fileHead("file");
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head(TRANSCRIPTIONS) + "Content-Length: " + length(start, "\r\n" + END) + "\r\n\r\n" + start);
            assertThat(begun.await(30, TimeUnit.SECONDS))
                    .as("the backend's first byte, before the client's last")
                    .isTrue();
            pour(client, 64 << 10);
            client.send("\r\n" + END);
            assertThat(client.readMessage()).endsWith("ok");
        }
        String served = start.replace("\r\n\r\nlarge\r\n", "\r\n\r\norganization/a-name-of-another-length\r\n");
        assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo(digest(served, "\r\n" + END));
    }

    @Test
    void aLargeFileBeforeTheModelIsHeldOnDiskUntilTheModelIsKnown() throws Exception {
        String start = fileHead("file");
        String end = "\r\n" + field("model", "large") + END;
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head(TRANSCRIPTIONS) + "Content-Length: " + length(start, end) + "\r\n\r\n" + start);
            pour(client, 1 << 20);
            client.send(end);
            assertThat(client.readMessage()).endsWith("ok");
        }
        String served = end.replace("\r\n\r\nlarge\r\n", "\r\n\r\norganization/a-name-of-another-length\r\n");
        assertThat(arrived.poll(30, TimeUnit.SECONDS)).isEqualTo(digest(start, served));
    }

    private static long length(String start, String end) {
        return start.length() + (long) FILE + end.length();
    }

    private void pour(RawConnection client, long mostHeld) throws Exception {
        for (int sent = 0; sent < FILE; sent += BLOCK.length) {
            client.send(BLOCK);
            assertThat(held()).isLessThanOrEqualTo(mostHeld);
        }
    }

    private static String digest(String start, String end) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes(start));
        for (int sent = 0; sent < FILE; sent += BLOCK.length) {
            digest.update(BLOCK);
        }
        digest.update(bytes(end));
        return HexFormat.of().formatHex(digest.digest());
    }

    private long held() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(gateway.adminUrl("/metrics"))).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("gateway_held_bodies_bytes "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
