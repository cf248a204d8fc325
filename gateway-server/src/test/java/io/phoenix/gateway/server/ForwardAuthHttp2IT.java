package io.phoenix.gateway.server;

import static io.phoenix.gateway.server.HttpVersion.HTTP_2;
import static io.phoenix.gateway.server.RawConnection.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that first ask an authentication service that speaks HTTP/2. */
@Timeout(60)
final class ForwardAuthHttp2IT {

    @TempDir
    Path directory;

    private RecordingBackend app;

    @BeforeEach
    void open() throws Exception {
        app = new RecordingBackend("app");
    }

    @AfterEach
    void close() {
        app.close();
    }

    private TestGateway gateway(RawUpstream service) throws Exception {
        String yaml = AuthRoutes.yaml(directory, service.address(), app, "workers: 1\n");
        return TestGateway.start(directory, yaml.replace("connect-timeout: 2s", "connect-timeout: 2s, protocol: h2"));
    }

    /** Answers every question in the same way and keeps it. */
    private static RawUpstream answering(
            BlockingQueue<RawHttp2Request> questions, String status, String body, String... fields) throws Exception {
        return RawUpstream.start((connection, n) -> {
            RawHttp2 asker = RawHttp2.serve(connection);
            RawHttp2Request question;
            while ((question = RawHttp2Request.read(asker)) != null) {
                questions.add(question);
                question.answer(asker, status, body, fields);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(HttpVersion.class)
    void aServiceOfHttp2TellsWhoTheClientIs(HttpVersion version) throws Exception {
        BlockingQueue<RawHttp2Request> questions = new LinkedBlockingQueue<>();
        try (RawUpstream service = answering(
                        questions,
                        "200",
                        "OK",
                        "remote-user",
                        "alice",
                        "remote-groups",
                        "admins",
                        "remote-groups",
                        "lab",
                        "set-cookie",
                        "session=renewed; Path=/");
                TestGateway gateway = gateway(service)) {
            for (int i = 0; i < 3; i++) {
                Delivery.Answer got = version.ask(
                        gateway, "GET", "/app/x?y=1", "Cookie: session=1", "Remote-User: evil", "TE: trailers");
                assertThat(got.status()).isEqualTo(200);
                assertThat(got.all("set-cookie")).containsExactly("session=renewed; Path=/");
                assertThat(got.all("remote-user")).isEmpty();
                String head = app.only().head();
                app.forget();
                assertThat(all(head, "remote-user")).containsExactly("alice");
                assertThat(all(head, "remote-groups")).containsExactly("admins", "lab");
                assertThat(all(head, "x-forwarded-email")).isEmpty();
                RawHttp2Request question = questions.remove();
                assertThat(question.whole()).isTrue();
                assertThat(question.headers().method()).hasToString("GET");
                assertThat(question.headers().path()).hasToString("/api/authz/forward-auth?x=1");
                assertThat(question.headers().authority()).hasToString("localhost");
                assertThat(question.headers().scheme()).hasToString("http");
                assertThat(question.header("cookie")).isEqualTo("session=1");
                assertThat(question.header("x-original-url")).isEqualTo("http://localhost/app/x?y=1");
                assertThat(question.headers().names().stream().map(Object::toString))
                        .doesNotContain("host", "connection", "te", "remote-user", "transfer-encoding")
                        .noneMatch(name -> name.startsWith("x-http2"));
            }
            assertThat(service.accepted())
                    .as("one connection serves all questions")
                    .isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "302, login, HTTP_1_1",
        "302, login, HTTP_2",
        "303, '', HTTP_1_1",
        "401, no, HTTP_1_1",
        "401, no, HTTP_2",
        "403, '', HTTP_2",
        "304, '', HTTP_1_1"
    })
    void theRefusalOfAServiceOfHttp2IsTheClientsAnswer(int status, String body, HttpVersion version) throws Exception {
        BlockingQueue<RawHttp2Request> questions = new LinkedBlockingQueue<>();
        try (RawUpstream service = answering(
                        questions,
                        String.valueOf(status),
                        body,
                        "location",
                        "https://auth.lab/",
                        "www-authenticate",
                        "Basic",
                        "set-cookie",
                        "session=new");
                TestGateway gateway = gateway(service)) {
            for (String method : List.of("GET", "HEAD", "POST")) {
                Delivery.Answer got = version.ask(gateway, method, "/app/x");
                assertThat(got.status()).isEqualTo(status);
                assertThat(got.all("location")).containsExactly("https://auth.lab/");
                assertThat(got.all("www-authenticate")).containsExactly("Basic");
                assertThat(got.all("set-cookie")).containsExactly("session=new");
                assertThat(got.head().lines())
                        .noneMatch(line -> line.startsWith("x-http2") || line.startsWith("transfer-"));
                assertThat(got.body()).isEqualTo(method.equals("HEAD") ? "" : body);
            }
            assertThat(app.begun()).isZero();
            assertThat(service.accepted()).isOne();
        }
    }

    /** What a service of HTTP/2 does instead of answering. */
    enum Trouble {
        FAILS,
        RESETS,
        RESETS_WITHIN_ITS_ANSWER,
        REFUSES_FOR_EVER,
        LEAVES_WITHIN_ITS_ANSWER,
        IS_TOO_SHORT,
        GOES_AWAY,
        CLOSES,
        SPEAKS_HTTP_1_1
    }

    private static void make(Trouble trouble, RawConnection connection) throws Exception {
        if (trouble == Trouble.SPEAKS_HTTP_1_1) {
            connection.send(AuthService.ALICE).awaitEnd();
            return;
        }
        RawHttp2 asker = RawHttp2.serve(connection);
        RawHttp2Request question;
        while ((question = RawHttp2Request.read(asker)) != null) {
            int stream = question.stream();
            byte[] head = RawHttp2.block(":status", "200", "remote-user", "alice", "content-length", "4");
            switch (trouble) {
                case FAILS -> question.answer(asker, "500", "oops");
                case RESETS -> asker.sendNumber(RawHttp2.RST_STREAM, stream, RawHttp2.INTERNAL_ERROR);
                case RESETS_WITHIN_ITS_ANSWER -> {
                    asker.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, head);
                    asker.sendNumber(RawHttp2.RST_STREAM, stream, RawHttp2.CANCEL);
                }
                case REFUSES_FOR_EVER -> asker.sendNumber(RawHttp2.RST_STREAM, stream, RawHttp2.REFUSED_STREAM);
                case LEAVES_WITHIN_ITS_ANSWER -> {
                    asker.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, head);
                    return;
                }
                case IS_TOO_SHORT -> {
                    asker.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, head);
                    asker.data(stream, new byte[3], true);
                }
                case GOES_AWAY -> {
                    asker.send(RawHttp2.GOAWAY, 0, 0, new byte[8]);
                    connection.awaitEnd();
                    return;
                }
                default -> {
                    return;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void theRouteStaysClosedWithoutAnAnswerOfHttp2(Trouble trouble) throws Exception {
        try (RawUpstream service = RawUpstream.start((connection, n) -> make(trouble, connection));
                TestGateway gateway = gateway(service)) {
            for (HttpVersion version : HttpVersion.values()) {
                Delivery.Answer got = version.ask(gateway, "GET", "/app/x");
                assertThat(got.status()).isEqualTo(503);
                assertThat(got.body())
                        .contains("\"code\":\"auth_unavailable\"")
                        .contains("the authentication service `sso` ");
                assertThat(got.all("retry-after")).hasSize(1);
            }
            assertThat(app.begun()).isZero();
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    @Test
    void theRouteStaysClosedWhenAServiceOfHttp2IsDown() throws Exception {
        RawUpstream gone = RawUpstream.answering("");
        gone.close();
        try (TestGateway gateway = gateway(gone)) {
            for (HttpVersion version : HttpVersion.values()) {
                Delivery.Answer got = version.ask(gateway, "GET", "/app/x");
                assertThat(got.status()).isEqualTo(503);
                assertThat(got.body()).contains("auth_unavailable", "cannot be asked: cannot connect to");
            }
            assertThat(app.begun()).isZero();
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawHttp2.RST_STREAM, RawHttp2.GOAWAY})
    void aServiceOfHttp2ThatDidNotReadItsQuestionIsAskedOnceMore(int frame) throws Exception {
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    RawHttp2 asker = RawHttp2.serve(connection);
                    RawHttp2Request question = RawHttp2Request.read(asker);
                    if (n > 1) {
                        question.answer(asker, "204", "", "remote-user", "alice");
                    } else if (frame == RawHttp2.GOAWAY) {
                        asker.send(RawHttp2.GOAWAY, 0, 0, new byte[8]);
                    } else {
                        asker.sendNumber(RawHttp2.RST_STREAM, question.stream(), RawHttp2.REFUSED_STREAM);
                    }
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(service)) {
            assertThat(HTTP_2.ask(gateway, "GET", "/app/x").status()).isEqualTo(200);
            assertThat(all(app.only().head(), "remote-user")).containsExactly("alice");
            assertThat(service.accepted()).isEqualTo(2);
        }
    }

    /** One client leaves and another one waits too long: each takes its own question back and no other one's. */
    @Test
    void questionsOnOneConnectionOfHttp2EndOneByOne() throws Exception {
        BlockingQueue<RawHttp2Request> questions = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> takenBack = new LinkedBlockingQueue<>();
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    RawHttp2 asker = RawHttp2.serve(connection);
                    for (int i = 0; i < 3; i++) {
                        questions.add(RawHttp2Request.read(asker));
                    }
                    for (int i = 0; i < 2; i++) {
                        RawHttp2.Frame reset = asker.await(RawHttp2.RST_STREAM);
                        assertThat(reset.error()).isEqualTo(RawHttp2.CANCEL);
                        takenBack.add(reset.stream());
                    }
                    questions.remove().answer(asker, "200", "OK", "remote-user", "alice");
                    connection.awaitEnd();
                });
                TestGateway gateway = gateway(service);
                RawHttp2 stays = RawHttp2.to(gateway.port());
                RawHttp2 leaves = RawHttp2.to(gateway.port());
                RawHttp2 waits = RawHttp2.to(gateway.port())) {
            stays.get(1, "/app/x");
            await().until(() -> questions.size() == 1);
            leaves.get(1, "/app/x");
            await().until(() -> questions.size() == 2);
            waits.get(1, "/hasty/x");
            RawHttp2.Answer late = waits.answer(1);
            assertThat(late.status()).isEqualTo("503");
            assertThat(late.body()).contains("`hasty` gave no answer within 250 ms");
            leaves.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            assertThat(stays.answer(1).status()).isEqualTo("200");
            assertThat(takenBack).hasSize(2).doesNotHaveDuplicates();
            assertThat(all(app.only().head(), "remote-user")).containsExactly("alice");
            assertThat(service.accepted()).isOne();
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }
}
