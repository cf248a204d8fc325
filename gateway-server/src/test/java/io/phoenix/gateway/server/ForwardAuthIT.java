package io.phoenix.gateway.server;

import static io.phoenix.gateway.server.HttpVersion.HTTP_1_1;
import static io.phoenix.gateway.server.HttpVersion.HTTP_2;
import static io.phoenix.gateway.server.RawConnection.all;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that ask an authentication service first. */
@Timeout(60)
final class ForwardAuthIT {

    private static final String CHAT = "{\"messages\":[],\"model\":\"m\"}";

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

    private String yaml(String service, String more) {
        return AuthRoutes.yaml(directory, service, app, more);
    }

    private TestGateway gateway(AuthService service) throws Exception {
        return TestGateway.start(directory, yaml(service.address(), ""));
    }

    // ---- whom it lets pass ----

    @ParameterizedTest
    @EnumSource(HttpVersion.class)
    void theUpstreamIsToldWhoTheClientIs(HttpVersion version) throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                TestGateway gateway = gateway(service)) {
            Delivery.Answer got = version.ask(gateway, "GET", "/app/x?y=1");
            assertThat(got.status()).isEqualTo(200);
            assertThat(got.body()).contains("app");
            assertThat(got.all("set-cookie")).containsExactly("session=renewed; Path=/; HttpOnly");
            assertThat(got.all("remote-user")).isEmpty();
            String head = app.only().head();
            assertThat(head).startsWith("GET /x?y=1 HTTP/1.1\r\n");
            assertThat(all(head, "remote-user")).containsExactly("alice");
            assertThat(all(head, "remote-groups")).containsExactly("admins,lab");
            assertThat(all(head, "x-forwarded-email")).isEmpty();
            assertThat(all(head, "set-cookie")).isEmpty();
            assertThat(service.waiting()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpVersion.class)
    void nobodySaysHimselfWhoHeIs(HttpVersion version) throws Exception {
        try (AuthService service = new AuthService(
                        head -> "HTTP/1.1 204 No Content\r\nRemote-Groups: one\r\nremote-groups: two\r\n\r\n");
                TestGateway gateway = gateway(service)) {
            Delivery.Answer got = version.ask(
                    gateway,
                    "GET",
                    "/app/x",
                    "Remote-User: evil",
                    "REMOTE-USER: evil",
                    "remote_user: evil",
                    "Remote.User: evil",
                    "Remote-Groups: evil",
                    "X-Forwarded-Email: evil",
                    "Remote-Users: stays");
            assertThat(got.status()).isEqualTo(200);
            assertThat(service.question()).doesNotContain("evil");
            assertThat(app.only().head()).doesNotContain("evil").containsIgnoringCase("remote-users: stays");
            assertThat(all(app.only().head(), "remote-groups")).containsExactly("one", "two");
        }
    }

    @Test
    void noWordAboutTheConnectionTakesAwayWhoTheClientIs() throws Exception {
        String answer =
                "HTTP/1.1 200 OK\r\nRemote-User: alice\r\nX-Forwarded-Email: a@lab\r\nContent-Length: 0\r\n\r\n";
        try (AuthService service = new AuthService(head -> answer);
                TestGateway gateway = gateway(service)) {
            HTTP_1_1.ask(gateway, "GET", "/app/x", "Connection: Remote-User, x-forwarded-email, cookie");
            assertThat(all(app.only().head(), "remote-user")).containsExactly("alice");
            assertThat(all(app.only().head(), "x-forwarded-email")).containsExactly("a@lab");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 70000\r\n\r\n", "Connection: close\r\n\r\n"})
    void theBodyOfAnAnswerThatLetsPassMeansNothing(String end) throws Exception {
        String answer = "HTTP/1.1 202 Accepted\r\nRemote-User: alice\r\n" + end + "x".repeat(70_000);
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(answer);
                });
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), ""))) {
            assertThat(HTTP_1_1.ask(gateway, "GET", "/app/x").status()).isEqualTo(200);
            assertThat(all(app.only().head(), "remote-user")).containsExactly("alice");
        }
    }

    // ---- what it is told ----

    @Test
    void theServiceIsToldWhatTheClientWants() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            HTTP_1_1.ask(
                    gateway,
                    "POST",
                    "/app/a%20b?c=d",
                    "X-Request-Id: r",
                    "Cookie: session=1",
                    "Authorization: Basic eDp5",
                    "Accept: text/html",
                    "X-Original-URL: https://evil/",
                    "X-Forwarded-Uri: /evil",
                    "X-Forwarded-For: 6.6.6.6",
                    "If-None-Match: *",
                    "Range: bytes=0-1",
                    "Connection: keep-alive, X-Mine",
                    "X-Mine: evil",
                    "Content-Length: 3");
            String question = service.question();
            assertThat(question.replaceFirst("phoenix-[0-9a-f-]{36}", "phoenix"))
                    .isEqualTo("""
                            GET /api/authz/forward-auth?x=1 HTTP/1.1
                            Host: localhost
                            Cookie: session=1
                            Authorization: Basic eDp5
                            Accept: text/html
                            x-forwarded-for: 127.0.0.1
                            x-forwarded-proto: http
                            x-forwarded-host: localhost
                            x-forwarded-port: 80
                            x-real-ip: 127.0.0.1
                            via: 1.1 phoenix
                            x-forwarded-method: POST
                            x-forwarded-uri: /app/a%20b?c=d
                            x-original-method: POST
                            x-original-uri: /app/a%20b?c=d
                            x-original-url: http://localhost/app/a%20b?c=d
                            x-request-id: r

                            """.replace("\n", "\r\n"));
        }
    }

    @Test
    void aTrustedProxyIsBelievedHereToo() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway =
                        TestGateway.start(directory, yaml(service.address(), "trusted-proxies: [127.0.0.1]\n"))) {
            HTTP_1_1.ask(
                    gateway,
                    "GET",
                    "/curt/x",
                    "X-Forwarded-For: 9.9.9.9",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: app.lab",
                    "X-Forwarded-Uri: /other",
                    "Cookie: a=1",
                    "Authorization: Basic eDp5",
                    "User-Agent: x");
            String question = service.question();
            assertThat(all(question, "x-forwarded-for")).containsExactly("9.9.9.9, 127.0.0.1");
            assertThat(all(question, "x-real-ip")).containsExactly("9.9.9.9");
            assertThat(all(question, "x-original-url")).containsExactly("https://app.lab/curt/x");
            assertThat(all(question, "x-forwarded-uri")).containsExactly("/curt/x");
            assertThat(all(question, "cookie")).containsExactly("a=1");
            assertThat(question).doesNotContainIgnoringCase("authorization").doesNotContainIgnoringCase("user-agent");
        }
    }

    // ---- whom it does not let pass ----

    @ParameterizedTest
    @EnumSource(HttpVersion.class)
    void theClientIsSentToLogIn(HttpVersion version) throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.LOGIN);
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), "workers: 1\n"))) {
            for (String method : List.of("GET", "HEAD", "POST")) {
                Delivery.Answer got = version.ask(gateway, method, "/app/x");
                assertThat(got.status()).isEqualTo(302);
                assertThat(got.all("location")).containsExactly("https://auth.lab/?rd=https%3A%2F%2Flocalhost%2F");
                assertThat(got.all("set-cookie")).containsExactly("session=new; Path=/");
                assertThat(got.all("content-length")).containsExactly("5");
                assertThat(got.all("keep-alive")).isEmpty();
                assertThat(got.all("x-request-id")).hasSize(1);
                assertThat(got.body()).isEqualTo(method.equals("HEAD") ? "" : "login");
            }
            assertThat(app.begun()).isZero();
            assertThat(service.accepted())
                    .as("one connection serves all questions")
                    .isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, HTTP_1_1",
        "401, HTTP_2",
        "403, HTTP_1_1",
        "403, HTTP_2",
        "404, HTTP_1_1",
        "429, HTTP_1_1",
        "303, HTTP_1_1",
        "307, HTTP_2",
        "304, HTTP_1_1",
        "304, HTTP_2"
    })
    void theServicesRefusalIsTheClientsAnswer(int status, HttpVersion version) throws Exception {
        String body = status == 304 ? "" : "no";
        String framing = status == 304 ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n";
        try (AuthService service = new AuthService(head -> "HTTP/1.1 " + status
                        + " Because\r\nWWW-Authenticate: Basic\r\nProxy-Authenticate: Basic\r\n" + framing);
                TestGateway gateway = gateway(service)) {
            Delivery.Answer got = version.ask(gateway, "GET", "/app/x");
            assertThat(got.status()).isEqualTo(status);
            assertThat(got.all("www-authenticate")).containsExactly("Basic");
            assertThat(got.all("proxy-authenticate")).isEmpty();
            assertThat(got.all("transfer-encoding")).isEmpty();
            assertThat(got.body()).isEqualTo(body);
            assertThat(app.begun()).isZero();
        }
    }

    @Test
    void aConnectionGoesOnAfterARefusal() throws Exception {
        try (AuthService service =
                        new AuthService(head -> head.contains("session=good") ? AuthService.ALICE : AuthService.LOGIN);
                TestGateway gateway = gateway(service);
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.ask("GET", "/app/1").status()).isEqualTo(302);
            assertThat(client.ask("HEAD", "/app/2").status()).isEqualTo(302);
            // Its body comes with its head, and is dropped with it.
            client.send("POST /app/3 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\n\r\nGET /app/4 HTTP/1.1\r\nHost: localhost\r\nCookie: session=good\r\n\r\n");
            assertThat(client.readMessage())
                    .startsWith("HTTP/1.1 302 ")
                    .doesNotContainIgnoringCase("connection: close");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ");
            assertThat(app.only().requestLine()).isEqualTo("GET /4 HTTP/1.1");
        }
    }

    @Test
    void whatARouteWouldAnswerItselfIsNobodysBusiness() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            for (String path : List.of("/v1/models", "/named/nothing/x", "/app/shut")) {
                assertThat(HTTP_1_1.ask(gateway, "GET", path).status()).isEqualTo(401);
            }
            assertThat(HTTP_1_1.ask(gateway, "POST", "/v1/chat/completions").status())
                    .isEqualTo(401);
        }
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                TestGateway gateway = gateway(service)) {
            Delivery.Answer list = HTTP_2.ask(gateway, "GET", "/v1/models");
            assertThat(list.body()).contains("\"m\"");
            assertThat(list.all("set-cookie")).hasSize(1);
            assertThat(HTTP_1_1.ask(gateway, "GET", "/named/nothing/x").status())
                    .isEqualTo(404);
            assertThat(HTTP_1_1.ask(gateway, "GET", "/app/shut").status()).isEqualTo(403);
        }
    }

    @Test
    void nobodyIsAskedAboutPreflightsStrangersAndOpenRoutes() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            assertThat(HTTP_1_1.ask(
                                    gateway,
                                    "OPTIONS",
                                    "/app/x",
                                    "Origin: https://a.lab",
                                    "Access-Control-Request-Method: PUT")
                            .status())
                    .isEqualTo(204);
            assertThat(HTTP_1_1.ask(gateway, "GET", "/far/x").status()).isEqualTo(403);
            assertThat(HTTP_1_1.ask(gateway, "GET", "/open/x").status()).isEqualTo(200);
            assertThat(HTTP_1_1.ask(gateway, "POST", "/small/x", "Content-Length: 1025")
                            .status())
                    .isEqualTo(413);
            assertThat(service.waiting()).isZero();
            assertThat(HTTP_1_1.ask(gateway, "OPTIONS", "/app/x").status()).isEqualTo(401);
        }
    }

    @Test
    void aRefusalHasTheHeadersOfItsRoute() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            assertThat(HTTP_1_1.ask(gateway, "GET", "/app/x", "Origin: https://a.lab")
                            .all("access-control-allow-origin"))
                    .containsExactly("https://a.lab");
            assertThat(HTTP_1_1.ask(gateway, "GET", "/v1/chat/completions").all("x-gateway-decision"))
                    .containsExactly("route=chat");
        }
    }

    // ---- nobody can tell ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 503 Down\r\nContent-Length: 99\r\n\r\nx",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx<end>",
                "HTTP/1.1 302 Found\r\nContent-Length: 2\r\n\r\nx<end>",
                "HTTP/1.1 200 O<end>",
                "HTTP/1.1 600 What\r\n\r\n",
                "nonsense\r\n\r\n",
                "<end>",
                "<long>"
            })
    void theRouteStaysClosed(String answer) throws Exception {
        String sent = answer.equals("<long>")
                ? "HTTP/1.1 401 No\r\nContent-Length: 65537\r\n\r\n" + "x".repeat(65_537)
                : answer.replace("<end>", "");
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(sent);
                    if (!answer.endsWith("<end>")) {
                        connection.awaitEnd();
                    }
                });
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), ""))) {
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
            Gauge.connections(gateway).awaitValue(0);
        }
    }

    @Test
    void theRouteStaysClosedWithoutAService() throws Exception {
        String nobody;
        try (RawUpstream gone = RawUpstream.answering("")) {
            nobody = gone.address();
        }
        try (TestGateway gateway = TestGateway.start(directory, yaml(nobody, ""))) {
            assertThat(HTTP_1_1.ask(gateway, "GET", "/app/x").body()).contains("auth_unavailable");
            for (HttpVersion version : HttpVersion.values()) {
                Delivery.Answer got = version.ask(gateway, "HEAD", "/app/x");
                assertThat(got.status()).isEqualTo(503);
                assertThat(got.body()).isEmpty();
            }
            Gauge.inFlight(gateway).awaitValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nn"})
    void theRouteStaysClosedWhenTheServiceTakesTooLong(String beginning) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(beginning).awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), ""))) {
            Delivery.Answer got = HTTP_1_1.ask(gateway, "GET", "/hasty/x");
            assertThat(got.status()).isEqualTo(503);
            assertThat(got.body()).contains("the authentication service `hasty` gave no answer within 250 ms");
            ended.await();
            assertThat(app.begun()).isZero();
        }
    }

    @Test
    void aConnectionThatTheServiceClosedIsNoRefusal() throws Exception {
        // It promises to keep the connection and closes it when the next question comes.
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(AuthService.ALICE);
                    connection.readHead();
                });
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), ""));
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.ask("GET", "/app/" + i).status()).isEqualTo(200);
            }
            assertThat(app.begun()).isEqualTo(10);
        }
    }

    // ---- bodies ----

    @Test
    void nothingOfABodyIsWantedBeforeTheVerdict() throws Exception {
        CountDownLatch verdict = new CountDownLatch(1);
        byte[] window = new byte[16 * 1024];
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    verdict.await();
                    connection.send(AuthService.ALICE).awaitEnd();
                });
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), ""));
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/app/x");
            int sent = 0;
            for (; sent < 48 * 1024; sent += window.length) {
                client.data(1, window, false);
            }
            client.send(RawHttp2.PING, 0, 0, new byte[8]);
            RawHttp2.Frame frame;
            do {
                frame = client.read();
                assertThat(frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == 1)
                        .isFalse();
            } while (frame.type() != RawHttp2.PING);
            assertThat(Gauge.held(gateway).value()).isZero();
            assertThat(app.begun()).isZero();
            verdict.countDown();
            client.data(1, window, true);
            assertThat(client.answer(1).status()).isEqualTo("200");
            assertThat(app.only().body()).hasSize(sent + window.length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/x", "/v1/chat/completions"})
    void whoIsRefusedIsNotAskedForABody(String path) throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            Delivery.Answer got =
                    HTTP_1_1.ask(gateway, "POST", path, "Content-Length: 9999999", "Expect: 100-continue");
            assertThat(got.status()).isEqualTo(401);
            assertThat(got.all("connection")).containsExactly("close");
            assertThat(service.question()).doesNotContainIgnoringCase("expect").doesNotContainIgnoringCase("length");
        }
    }

    @Test
    void aRefusalEndsALongUpload() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.LOGIN);
                TestGateway gateway = gateway(service);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.post(1, "/app/x").data(1, new byte[8000], false);
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("302");
            assertThat(answer.body()).isEqualTo("login");
            RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
            assertThat(reset.error()).isEqualTo(RawHttp2.NO_ERROR);
            client.get(3, "/open/x");
            assertThat(client.answer(3).status()).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void aBodyArrivesWholeAfterTheVerdict(Delivery delivery) throws Exception {
        byte[] body = new byte[3 << 20];
        Arrays.fill(body, (byte) 'x');
        byte[] chat = CHAT.getBytes(StandardCharsets.UTF_8);
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                TestGateway gateway = gateway(service);
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(delivery.exchange(client, "POST /app/x HTTP/1.1\r\nHost: localhost\r\n", body)
                            .status())
                    .isEqualTo(200);
            assertThat(app.only().body()).isEqualTo(new String(body, StandardCharsets.ISO_8859_1));
            app.forget();
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Remote-User: evil\r\n";
            assertThat(delivery.exchange(client, head, chat).status()).isEqualTo(200);
            assertThat(app.only().body()).isEqualTo(CHAT);
            assertThat(all(app.only().head(), "remote-user")).containsExactly("alice");
            app.forget();
            assertThat(delivery.exchange(client, head, "{\"model\":\"nothing\"}".getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(404);
            assertThat(service.waiting()).as("one question for each request").isEqualTo(3);
        }
    }

    @Test
    void aCompressedBodyIsDecodedAfterTheVerdict() throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
            gzip.write(CHAT.getBytes(StandardCharsets.UTF_8));
        }
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                TestGateway gateway = gateway(service);
                RawConnection client = RawConnection.to(gateway.port())) {
            String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Encoding: gzip\r\n";
            assertThat(Delivery.CHUNKED
                            .exchange(client, head, coded.toByteArray())
                            .status())
                    .isEqualTo(200);
            assertThat(app.only().body()).isEqualTo(CHAT);
            assertThat(all(service.question(), "content-encoding")).isEmpty();
        }
    }

    @Test
    void nobodySaysWhoHeIsBehindABody() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    connection.readChunk();
                    begun.countDown();
                    String end = connection.read(5);
                    connection.send(
                            "HTTP/1.1 200 OK\r\nContent-Length: " + (head.length() + 5) + "\r\n\r\n" + head + end);
                    connection.awaitEnd();
                });
                TestGateway gateway = TestGateway.start(
                        directory, yaml(service.address(), "").replace(app.address(), upstream.address()));
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + "1\r\na\r\n");
            begun.await();
            client.send("0\r\nRemote-Groups: evil\r\nRemote_User: evil\r\n\r\n");
            assertThat(client.readMessage())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("remote-user: alice")
                    .endsWith("\r\n\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "400\r\n<long>\r\n400\r\n<long>\r\n"})
    void aBodyThatIsWrongIsRefusedHoweverLongTheQuestionTakes(String start) throws Exception {
        try (RawUpstream service = RawUpstream.start((connection, n) -> connection.awaitEnd());
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), ""));
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /small/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + start.replace("<long>", "x".repeat(1024)));
            assertThat(client.readMessage()).startsWith(start.startsWith("zz") ? "HTTP/1.1 400 " : "HTTP/1.1 413 ");
            assertThat(app.begun()).isZero();
        }
    }

    // ---- ends ----

    @ParameterizedTest
    @EnumSource(HttpVersion.class)
    void aClientThatLeavesEndsTheQuestion(HttpVersion version) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (RawUpstream service = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    asked.countDown();
                    connection.awaitEnd();
                    ended.countDown();
                });
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), ""));
                RawConnection client = RawConnection.to(gateway.port())) {
            if (version == HttpVersion.HTTP_1_1) {
                client.send("POST /app/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc");
                asked.await();
                client.reset();
            } else {
                RawHttp2 streams = RawHttp2.over(client);
                streams.post(1, "/app/x").data(1, new byte[9], false);
                asked.await();
                streams.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            }
            ended.await();
            Gauge.inFlight(gateway).awaitValue(0);
            assertThat(app.begun()).isZero();
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .contains("\" 499 ", " route=\"app\" ");
        }
    }

    @Test
    void aWebSocketIsUpgradedAfterTheVerdict() throws Exception {
        String upgrade = "GET /ws/x HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Remote-User: evil\r\nCookie: session=%s\r\n\r\n";
        try (AuthService service = new AuthService(
                        head -> head.contains("session=good") ? AuthService.ALICE : AuthService.NOBODY);
                RawUpstream sockets = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    assertThat(all(head, "remote-user")).containsExactly("alice");
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\n\r\nhello");
                    assertThat(connection.read(3)).isEqualTo("you");
                });
                TestGateway gateway = TestGateway.start(
                        directory,
                        yaml(service.address(), "")
                                .replace("models:\n", "  ws: { address: \"" + sockets.address() + "\" }\nmodels:\n")
                                .replace(
                                        "routes:\n",
                                        "routes:\n  - { name: ws, path: /ws/, upstream: ws, auth: sso }\n"));
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(upgrade.formatted("bad"));
            assertThat(client.readMessage()).startsWith("HTTP/1.1 401 ").endsWith("Unauthorized");
            assertThat(sockets.accepted()).isZero();
            assertThat(service.question()).doesNotContainIgnoringCase("upgrade:");
            client.send(upgrade.formatted("good"));
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 101 ");
            assertThat(all(head, "set-cookie")).containsExactly("session=renewed; Path=/; HttpOnly");
            assertThat(client.read(5)).isEqualTo("hello");
            client.send("you").awaitEnd();
        }
    }

    // ---- for operators ----

    @Test
    void logsAndMetricsTellWhoRefused() throws Exception {
        try (AuthService service = new AuthService(head -> head.contains("session=odd")
                        ? "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
                        : AuthService.LOGIN);
                TestGateway gateway = gateway(service)) {
            HTTP_1_1.ask(gateway, "GET", "/app/x");
            HTTP_1_1.ask(gateway, "GET", "/app/x", "Cookie: session=odd");
            for (String outcome : List.of("auth_refused", "auth_unavailable")) {
                new Gauge(
                                gateway,
                                "gateway_request_seconds_count{model=\"none\",outcome=\"" + outcome
                                        + "\",route=\"app\",upstream=\"none\"}")
                        .awaitValue(1);
            }
            assertThat(gateway.stopAndReadLog("access.log"))
                    .satisfiesExactly(
                            refused -> assertThat(refused)
                                    .contains("\" 302 5 ", " route=\"app\" ", " reason=\"auth_refused\""),
                            failed -> assertThat(failed)
                                    .contains("\" 503 ", " route=\"app\" ", " reason=\"auth_unavailable\""));
            assertThat(gateway.stopAndReadLog("error.log"))
                    .anySatisfy(line ->
                            assertThat(line).contains("auth_unavailable", "route=app", "service `sso` answered 500"));
        }
    }

    @Test
    void theJsonLogTellsHowLongTheVerdictTook() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                TestGateway gateway =
                        TestGateway.start(directory, yaml(service.address(), ""), ", access-format: json")) {
            HTTP_1_1.ask(gateway, "GET", "/app/x");
            HTTP_1_1.ask(gateway, "GET", "/open/x");
            assertThat(gateway.stopAndReadLog("access.log"))
                    .satisfiesExactly(
                            asked -> assertThat(asked).containsPattern("\"auth_ms\":[0-9.E-]+,"),
                            open -> assertThat(open).doesNotContain("auth_ms"));
        }
    }

    @Test
    void explainTellsWhoIsAsked() throws Exception {
        Path config = Files.writeString(directory.resolve("gateway.yaml"), yaml("127.0.0.1:1", ""));
        assertThat(CommandLineRun.explain(config, "GET", "/app/x"))
                .contains(", authenticated")
                .contains("auth      sso is asked first, by GET /api/authz/forward-auth?x=1 at the upstream sso, and"
                        + " tells remote-user, remote-groups, x-forwarded-email; if it lets this pass:")
                .contains("sent as   GET /x");
        assertThat(CommandLineRun.explain(config, "POST", "/v1/chat/completions", "-d", CHAT))
                .contains("auth      sso is asked first")
                .contains("upstream  app");
    }
}
