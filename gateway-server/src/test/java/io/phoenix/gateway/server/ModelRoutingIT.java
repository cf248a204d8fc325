package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
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

/**
 * Where a body's model leads, over real sockets, however the body is sent; and that an unfit body never completes at a
 * backend.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
final class ModelRoutingIT {

    private static final String SERVED = "granite-3.3-8b-instruct";
    private static final String EMBEDDING = "ibm-granite/granite-embedding-english-r2";

    private RecordingBackend chat;
    private RecordingBackend embedding;
    private RawUpstream scripted;
    private volatile RawUpstream.Script script = (connection, number) -> {};
    private TestGateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        chat = new RecordingBackend("chat");
        embedding = new RecordingBackend("embedding");
        scripted = RawUpstream.start((connection, number) -> script.run(connection, number));
        gateway = TestGateway.start(
                directory,
                TestGateway.LISTENERS + """
                        upstreams:
                          chat: { address: "%s" }
                          embedding: { address: "%s" }
                          scripted: { address: "%s" }
                        models:
                          granite-3.3-8b-instruct:
                            upstream: chat
                            aliases: [granite, ibm-granite/granite-3.3-8b-instruct]
                          embedding:
                            upstream: embedding
                            kind: embedding
                            served-as: ibm-granite/granite-embedding-english-r2
                            aliases: [ibm-granite/granite-embedding-english-r2, text-embedding-ada-002]
                          scripted: { upstream: scripted, aliases: [script] }
                        routes:
                          - { name: chat, path: /v1/chat/completions, methods: [POST], models: chat }
                          - { name: small, path: /v1/completions, models: completion, max-body: 64KiB }
                          - { name: default, path: /default, models: chat, default-model: granite }
                          - { name: embeddings, path: /v1/embeddings, methods: [POST], models: embedding }
                          - { name: models, path: [/v1/models, /v1/models/], methods: [GET], list-models: true }
                        """.formatted(chat.address(), embedding.address(), scripted.address()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        chat.close();
        embedding.close();
        scripted.close();
    }

    @BeforeEach
    void forget() {
        chat.forget();
        embedding.forget();
    }

    @AfterEach
    void nothingIsHeldAnyMore() {
        Awaitility.with()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .await()
                .until(() -> held() == 0);
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

    private Delivery.Answer askByHttp2(String head, byte[] body) throws Exception {
        return Http2Delivery.exchange(gateway.port(), head, body);
    }

    /** One of each case, for a way that is none of HTTP/1.1's. */
    private static Stream<Arguments> once(Stream<Arguments> cases) {
        return cases.filter(one -> one.get()[0] == Delivery.CONTENT_LENGTH)
                .map(one -> Arguments.of(Arrays.copyOfRange(one.get(), 1, one.get().length)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Stream<Arguments> inEveryWay(List<Object[]> cases) {
        return cases.stream()
                .flatMap(one -> Stream.of(Delivery.values()).map(delivery -> {
                    List<Object> all = new ArrayList<>(List.of(delivery));
                    all.addAll(Arrays.asList(one));
                    return Arguments.of(all.toArray());
                }));
    }

    // ---- what is routed ----

    static Stream<Arguments> routed() {
        String rest =
                ",\"messages\":[{\"role\":\"user\",\"content\":\"h\\u00e9 é \\\"model\\\":\\\"x\\\"\"}],\"stream\":false}";
        List<Object[]> cases = new ArrayList<>();
        for (String name : List.of(SERVED, "granite", "ibm-granite/granite-3.3-8b-instruct")) {
            cases.add(routed("chat", name, "{\"model\":\"%s\"" + rest, SERVED));
        }
        for (String name : List.of("embedding", EMBEDDING, "text-embedding-ada-002")) {
            cases.add(routed("embedding", name, "{\"input\":[\"a\",\"b\"],\"model\":\"%s\"}", EMBEDDING));
        }
        cases.add(routed("chat", "granite", "{\"\\u006dodel\":\"%s\"" + rest, SERVED));
        cases.add(routed("chat", "gr\\u0061nite", " \r\n{ \"x\" : 1 ,\t\"model\" : \"%s\" } \n", SERVED));
        cases.add(routed("chat", "granite", "{\"a\":{\"model\":\"embedding\"},\"model\":\"%s\"}", SERVED));
        cases.add(routed("chat", "granite", "{\"a\":[{\"model\":1},\"model\",\"x\"],\"model\":\"%s\"}", SERVED));
        cases.add(routed("chat", "granite", "{\"a\":\"\\\"model\\\":\\\"embedding\\\"\",\"model\":\"%s\"}", SERVED));
        cases.add(routed("chat", "granite", "{\"Model\":\"embedding\",\"MODEL\":2,\"model\":\"%s\"}", SERVED));
        cases.add(routed("chat", "granite", "{\"model \":\"embedding\",\"models\":2,\"model\":\"%s\"}", SERVED));
        return inEveryWay(cases);
    }

    private static Object[] routed(String backend, String name, String template, String served) {
        return new Object[] {backend, template.replace("%s", name), template.replace("%s", served)};
    }

    @ParameterizedTest
    @MethodSource("routed")
    void reachesTheBackendOfTheModelUnderTheNameThatItServes(
            Delivery delivery, String backend, String sent, String served) throws Exception {
        boolean toChat = backend.equals("chat");
        Delivery.Answer answer = ask(delivery, head(toChat ? "/v1/chat/completions" : "/v1/embeddings"), bytes(sent));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"backend\":\"" + backend + "\"}");
        RecordingBackend.Received received = (toChat ? chat : embedding).only();
        // A name that is served as it is goes through as it was written, escapes included.
        assertThat(received.body()).isEqualTo(latin1(bytes(served)));
        assertFraming(delivery, received);
        assertThat((toChat ? embedding : chat).begun()).isZero();
    }

    static Stream<Arguments> routedOnce() {
        return once(routed());
    }

    @ParameterizedTest
    @MethodSource("routedOnce")
    void reachesTheBackendOfTheModelByHttp2AsWell(String backend, String sent, String served) throws Exception {
        boolean toChat = backend.equals("chat");
        Delivery.Answer answer = askByHttp2(head(toChat ? "/v1/chat/completions" : "/v1/embeddings"), bytes(sent));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"backend\":\"" + backend + "\"}");
        assertThat((toChat ? chat : embedding).only().body()).isEqualTo(latin1(bytes(served)));
        assertThat((toChat ? embedding : chat).begun()).isZero();
    }

    @Test
    void aModelThatComesLateIsWaitedForByHttp2AsWell() throws Exception {
        String before = "{\"messages\":\"" + text(200_000) + "\",\"model\":\"";
        assertThat(askByHttp2(head("/v1/chat/completions"), bytes(before + "granite\"}"))
                        .status())
                .isEqualTo(200);
        assertThat(chat.only().body()).isEqualTo(before + SERVED + "\"}");
    }

    private static void assertFraming(Delivery delivery, RecordingBackend.Received received) {
        String length = received.header("content-length");
        if (delivery != Delivery.CHUNKED) {
            assertThat(length).isEqualTo(String.valueOf(received.body().length()));
        }
        assertThat(length == null).isEqualTo("chunked".equals(received.header("transfer-encoding")));
        assertThat(received.header("expect")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aByteOrderMarkIsNotRelayed(Delivery delivery) throws Exception {
        ask(delivery, head("/v1/chat/completions"), bytes("\uFEFF{\"x\":1,\"model\":\"granite\"}"));
        assertThat(chat.only().body()).isEqualTo("{\"x\":1,\"model\":\"" + SERVED + "\"}");
        assertFraming(delivery, chat.only());
    }

    @ParameterizedTest
    @EnumSource
    void aDefaultModelServesABodyWithoutOneUnchanged(Delivery delivery) throws Exception {
        assertThat(ask(delivery, head("/default"), bytes("{\"messages\":[]}")).status())
                .isEqualTo(200);
        assertThat(chat.only().body()).isEqualTo("{\"messages\":[]}");
        assertFraming(delivery, chat.only());
    }

    @ParameterizedTest
    @CsvSource({
        "CONTENT_LENGTH, 200000", "CHUNKED, 200000", "BYTE_BY_BYTE, 200000", "EXPECT_CONTINUE, 200000",
        "CONTENT_LENGTH, 2000000", "CHUNKED, 2000000", "BYTE_BY_BYTE, 2000000", "EXPECT_CONTINUE, 2000000",
    })
    void aModelThatComesLateIsWaitedForAndRewrittenWhereverItLies(Delivery delivery, int length) throws Exception {
        String before = "{\"messages\":\"" + text(length) + "\",\"model\":\"";
        String after = "\",\"x\":\"" + text(length / 10) + "\"}";
        Delivery.Answer answer = ask(delivery, head("/v1/chat/completions"), bytes(before + "granite" + after));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(chat.only().body().equals(before + SERVED + after))
                .as("the body is what it was but for the name")
                .isTrue();
        assertFraming(delivery, chat.only());
    }

    private static String text(int length) {
        StringBuilder text = new StringBuilder(length + 10);
        for (int i = 0; text.length() < length; i++) {
            text.append(i).append(' ');
        }
        return text.toString();
    }

    // ---- what is refused ----

    static Stream<Arguments> refused() {
        return inEveryWay(List.of(
                refused("/v1/chat/completions", "{\"messages\":[]}", 400, "model_missing", "model"),
                refused("/v1/chat/completions", "{\"Model\":\"granite\"}", 400, "model_missing", "model"),
                refused("/v1/chat/completions", "{\"x\":{\"model\":\"granite\"}}", 400, "model_missing", "model"),
                refused("/v1/chat/completions", "{\"model\":\"\"}", 400, "model_missing", "model"),
                refused("/v1/chat/completions", "{\"model\":42}", 400, "model_invalid", "model"),
                refused("/v1/chat/completions", "{\"model\":null}", 400, "model_invalid", "model"),
                refused("/v1/chat/completions", "{\"model\":[\"granite\"]}", 400, "model_invalid", "model"),
                refused("/v1/chat/completions", "{\"model\":{}}", 400, "model_invalid", "model"),
                refused("/v1/chat/completions", "{\"model\":\"granit\",\"x\":1}", 404, "model_not_found", "model"),
                refused("/v1/chat/completions", "{\"model\":\"GRANITE\"}", 404, "model_not_found", "model"),
                refused("/v1/chat/completions", "{\"model\":\"embedding\"}", 400, "model_kind_mismatch", "model"),
                refused("/v1/embeddings", "{\"model\":\"granite\"}", 400, "model_kind_mismatch", "model"),
                refused("/default", "{\"model\":\"\"}", 400, "model_missing", "model"),
                refused("/default", "", 400, "body_missing", null),
                refused("/v1/chat/completions", "", 400, "body_missing", null),
                refused("/v1/chat/completions", " \r\n\t", 400, "body_missing", null),
                refused("/v1/chat/completions", "hello", 400, "invalid_json", null),
                refused("/v1/chat/completions", "[{\"model\":\"granite\"}]", 400, "invalid_json", null),
                refused("/v1/chat/completions", "\"model\"", 400, "invalid_json", null),
                refused("/v1/chat/completions", "{\"model\":\"granite\"", 400, "invalid_json", null),
                refused("/v1/chat/completions", "{\"x\":" + "[".repeat(600), 400, "invalid_json", null)));
    }

    private static Object[] refused(String path, String body, int status, String code, String param) {
        return new Object[] {path, body, status, code, param};
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithoutTroublingABackend(
            Delivery delivery, String path, String body, int status, String code, String param) throws Exception {
        assertRefusal(ask(delivery, head(path), bytes(body)), status, code, param);
        assertNoBackendGotOne();
    }

    static Stream<Arguments> refusedOnce() {
        return once(refused());
    }

    @ParameterizedTest
    @MethodSource("refusedOnce")
    void isRefusedByHttp2AsWell(String path, String body, int status, String code, String param) throws Exception {
        assertRefusal(askByHttp2(head(path), bytes(body)), status, code, param);
        assertNoBackendGotOne();
    }

    private void assertNoBackendGotOne() {
        chat.assertNoneComplete();
        embedding.assertNoneComplete();
    }

    private static JsonNode assertRefusal(Delivery.Answer answer, int status, String code, String param)
            throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-request-id")).isNotBlank();
        JsonNode error = new ObjectMapper().readTree(answer.body()).get("error");
        assertThat(error.get("code").textValue()).isEqualTo(code);
        assertThat(error.get("param").textValue()).isEqualTo(param);
        assertThat(error.get("type").textValue()).isEqualTo("invalid_request_error");
        assertThat(error.get("message").textValue()).isNotBlank();
        return error;
    }

    /** Fit up to a point well behind the model, so that the request is under way when it proves unfit. */
    static Stream<Arguments> unfit() {
        String start = "{\"model\":\"granite\",\"messages\":\"" + text(30_000) + "\"";
        return inEveryWay(List.of(
                unfit(start + ",\"model\":\"granite\"}", "model_ambiguous", "model"),
                unfit(start + ",\"model\":\"embedding\"}", "model_ambiguous", "model"),
                unfit(start + ",\"m\\u006fdel\":null}", "model_ambiguous", "model"),
                unfit(start + ",}", "invalid_json", null),
                unfit(start + ",\"x\":01}", "invalid_json", null),
                unfit(start + ",\"x\":\"\u0001\"}", "invalid_json", null),
                unfit(start, "invalid_json", null),
                unfit(start + ",\"x\":[", "invalid_json", null),
                unfit(start + "}x", "invalid_json", null),
                unfit(start + "}{\"model\":\"granite\"}", "invalid_json", null),
                unfit(start + "}\u0000", "invalid_json", null)));
    }

    private static Object[] unfit(String body, String code, String param) {
        return new Object[] {code, param, body};
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("unfit")
    void neverCompletesAtABackend(Delivery delivery, String code, String param, String body) throws Exception {
        assertRefusal(ask(delivery, head("/v1/chat/completions"), bytes(body)), 400, code, param);
        assertNoBackendGotOne();
    }

    static Stream<Arguments> unfitOnce() {
        return once(unfit());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("unfitOnce")
    void neverCompletesAtABackendByHttp2Either(String code, String param, String body) throws Exception {
        assertRefusal(askByHttp2(head("/v1/chat/completions"), bytes(body)), 400, code, param);
        assertNoBackendGotOne();
    }

    @Test
    void theBackendSeesItsRequestEndEarlyWhenItIsUnderWay() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        script = (connection, number) -> {
            String head = connection.readHead();
            assertThat(head).contains("POST /v1/chat/completions");
            connection.read(10);
            arrived.countDown();
            assertThat(connection.readToEnd()).doesNotContain("second");
            cut.countDown();
        };
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head("/v1/chat/completions") + "Content-Length: 100\r\n\r\n{\"model\":\"scripted\",\"x\":1");
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
            client.send(",\"model\":\"second\"");
            assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
            assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void otherEncodingsThanUtf8AreRefused(String charset) throws Exception {
        byte[] body = "{\"model\":\"granite\"}".getBytes(Charset.forName(charset));
        for (Delivery delivery : Delivery.values()) {
            assertRefusal(ask(delivery, head("/v1/chat/completions"), body), 400, "invalid_json", null);
        }
        assertNoBackendGotOne();
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedEvenBehindTheModel() throws Exception {
        byte[] body = "{\"model\":\"granite\",\"x\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        for (Delivery delivery : Delivery.values()) {
            assertRefusal(ask(delivery, head("/v1/chat/completions"), body), 400, "invalid_json", null);
        }
        assertNoBackendGotOne();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyOverTheLimitIsRefusedWhereverTheModelStands(Delivery delivery) throws Exception {
        String filler = "\"prompt\":\"" + text(80_000) + "\"";
        for (String body :
                List.of("{\"model\":\"granite\"," + filler + "}", "{" + filler + ",\"model\":\"granite\"}")) {
            assertRefusal(ask(delivery, head("/v1/completions"), bytes(body)), 413, "body_too_large", null);
        }
        assertNoBackendGotOne();
    }

    @Test
    void aClientThatExpectsARefusalIsNotAskedForItsBody() throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head("/v1/completions") + "Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void anUnknownModelIsAnsweredWithTheNearestNamesFirst() throws Exception {
        JsonNode error = assertRefusal(
                ask(Delivery.CONTENT_LENGTH, head("/v1/chat/completions"), bytes("{\"model\":\"grannite\"}")),
                404,
                "model_not_found",
                "model");
        assertThat(error.get("message").textValue())
                .startsWith("The model `grannite` does not exist. Models here, the nearest first: granite, ")
                .contains("text-embedding-ada-002");
    }

    @Test
    void aRefusedRequestDoesNotSpoilTheNextOnItsConnection() throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            byte[] unknown = bytes("{\"model\":\"nobody\",\"x\":\"" + text(20_000) + "\"}");
            for (int i = 0; i < 3; i++) {
                assertRefusal(
                        Delivery.CONTENT_LENGTH.exchange(client, head("/v1/chat/completions"), unknown),
                        404,
                        "model_not_found",
                        "model");
            }
            Delivery.Answer answer = Delivery.CONTENT_LENGTH.exchange(
                    client, head("/v1/chat/completions"), bytes("{\"model\":\"granite\"}"));
            assertThat(answer.body()).isEqualTo("{\"backend\":\"chat\"}");
        }
    }

    @Test
    void aRequestWithoutABodyOrWithAnotherMethodIsRefused() throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head("/v1/chat/completions") + "\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 400 ").contains("body_missing");
            client.send("GET /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 405 ").containsIgnoringCase("allow: POST");
            client.send("GET /default HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 400 ").contains("body_missing");
        }
        assertNoBackendGotOne();
    }

    @Test
    void aClientThatLeavesInItsBodyLeavesNoCompleteRequestBehind() throws Exception {
        for (String start : List.of("{\"model\":\"granite\",\"x\":", "{\"messages\":[\"")) {
            try (RawConnection client = RawConnection.to(gateway.port())) {
                client.send(head("/v1/chat/completions") + "Content-Length: 1000\r\n\r\n" + start);
                client.shutdownOutput();
                assertThat(client.readToEnd()).doesNotStartWith("HTTP/1.1 2");
            }
        }
        assertNoBackendGotOne();
    }

    // ---- while it arrives ----

    @Test
    void aLongBodyWithItsModelFirstIsRelayedWhileItArrivesAndNotHeld() throws Exception {
        int length = 20 << 20;
        byte[] start = bytes("{\"model\":\"script\",\"x\":\"");
        CountDownLatch firstByte = new CountDownLatch(1);
        script = (connection, number) -> {
            String head = connection.readHead();
            long toCome = Long.parseLong(RawConnection.header(head, "content-length"));
            connection.read(1);
            firstByte.countDown();
            connection.skip(toCome - 1);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        };
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head("/v1/chat/completions") + "Content-Length: " + length + "\r\n\r\n");
            client.send(start);
            assertThat(firstByte.await(30, TimeUnit.SECONDS))
                    .as("the backend's first byte, before the client's last")
                    .isTrue();
            byte[] filler = bytes("x".repeat(1 << 20));
            int left = length - start.length - 2;
            while (left > 0) {
                int piece = Math.min(left, filler.length);
                client.send(piece == filler.length ? filler : bytes("x".repeat(piece)));
                left -= piece;
                assertThat(held()).isLessThanOrEqualTo(64 << 10);
            }
            client.send("\"}");
            assertThat(client.readMessage()).endsWith("ok");
        }
    }

    @Test
    void aLongBodyWithItsModelLastIsHeldInMemoryUpToTheLimitOnly() throws Exception {
        int length = 8 << 20;
        byte[] end = bytes("\",\"model\":\"granite\"}");
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send(head("/v1/chat/completions") + "Content-Length: " + length + "\r\n\r\n{\"x\":\"");
            byte[] filler = bytes("x".repeat(1 << 20));
            int left = length - 6 - end.length;
            while (left > 0) {
                int piece = Math.min(left, filler.length);
                client.send(piece == filler.length ? filler : bytes("x".repeat(piece)));
                left -= piece;
                assertThat(held()).isLessThanOrEqualTo(1 << 20);
            }
            assertThat(chat.begun()).isZero();
            client.send(end);
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(chat.only().body()).hasSize(length - "granite".length() + SERVED.length());
    }

    @Test
    void anAnswerStreamsThroughEventByEvent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        script = (connection, number) -> {
            connection.readMessage();
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "9\r\ndata: 1\n\n\r\n");
            assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
            connection.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        };
        try (RawConnection client = RawConnection.to(gateway.port())) {
            Delivery.CONTENT_LENGTH.send(client, head("/v1/chat/completions"), bytes("{\"model\":\"scripted\"}"));
            String head = client.readHead();
            assertThat(RawConnection.header(head, "content-type")).isEqualTo("text/event-stream");
            assertThat(client.read(14)).isEqualTo("9\r\ndata: 1\n\n\r\n");
            seen.countDown();
            assertThat(client.read(19)).isEqualTo("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        }
    }

    private long held() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(gateway.adminUrl("/metrics"))).build();
        String metrics =
                http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        String line = metrics.lines()
                .filter(each -> each.startsWith("gateway_held_bodies_bytes "))
                .findFirst()
                .orElseThrow();
        return (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1));
    }
}
