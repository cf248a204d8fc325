package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.StreamSupport;
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
        return TestGateway.LISTENERS + more + """
                limits: { held-body-memory: 64KiB, spill-directory: "%s" }
                upstreams:
                  sso: { address: "%s", connect-timeout: 2s }
                  app: { address: "%s" }
                models:
                  m: { upstream: app }
                auth:
                  sso:
                    upstream: sso
                    path: /api/authz/forward-auth?x=1
                    response-headers: [Remote-User, Remote-Groups, X-Forwarded-Email]
                    timeout: 10s
                  hasty: { upstream: sso, path: /, timeout: 250ms }
                  curt: { upstream: sso, path: /, request-headers: [Cookie] }
                routes:
                  - { name: app, path: /app/, upstream: app, auth: sso, cors: { origins: ["https://a.lab"] }, block: [/shut] }
                  - { name: hasty, path: /hasty/, upstream: app, auth: hasty }
                  - { name: curt, path: /curt/, upstream: app, auth: curt }
                  - { name: far, path: /far/, upstream: app, auth: sso, allow: [10.0.0.7] }
                  - { name: small, path: /small/, upstream: app, auth: sso, max-body: 1KiB }
                  - { name: list, path: /v1/models, list-models: true, auth: sso }
                  - { name: chat, path: /v1/chat/completions, models: chat, auth: sso, explain: true }
                  - { name: named, path: /named/, models: chat, model-from: path, auth: sso }
                  - { name: open, path: /open/, upstream: app }
                """.formatted(directory, service, app.address());
    }

    private TestGateway gateway(AuthService service) throws Exception {
        return TestGateway.start(directory, yaml(service.address(), ""));
    }

    /** How a client speaks. */
    enum Version {
        HTTP_1_1,
        HTTP_2
    }

    /** An answer, its head as lines of {@code name: value}, in lower case up to the colon. */
    private record Got(int status, List<String> lines, String body) {

        List<String> all(String name) {
            return ForwardAuthIT.all(lines, name);
        }
    }

    private static List<String> all(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
    }

    private static List<String> all(String head, String name) {
        return all(Arrays.asList(head.split("\r\n")), name);
    }

    private static Got ask(TestGateway gateway, Version version, String method, String path, String... headers)
            throws Exception {
        if (version == Version.HTTP_1_1) {
            try (RawConnection client = RawConnection.to(gateway.port())) {
                return ask(client, method, path, headers);
            }
        }
        try (RawHttp2 client = RawHttp2.to(gateway.port())) {
            String[] fields = Arrays.stream(headers)
                    .flatMap(header -> Arrays.stream(header.split(": ", 2)))
                    .toArray(String[]::new);
            for (int i = 0; i < fields.length; i += 2) {
                fields[i] = fields[i].toLowerCase(Locale.ROOT);
            }
            client.send(
                    RawHttp2.HEADERS,
                    RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                    1,
                    RawHttp2.request(method, path, fields));
            RawHttp2.Answer answer = client.answer(1);
            assertThat(answer.reset()).isEqualTo(-1);
            List<String> lines = StreamSupport.stream(answer.headers().spliterator(), false)
                    .map(field -> field.getKey() + ": " + field.getValue())
                    .toList();
            return new Got(Integer.parseInt(answer.status()), lines, answer.body());
        }
    }

    private static Got ask(RawConnection client, String method, String path, String... headers) throws Exception {
        client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + String.join("", Arrays.stream(headers).map(h -> h + "\r\n").toList()) + "\r\n");
        String head = client.readHead();
        String body = method.equals("HEAD") ? "" : client.readBody(head);
        return new Got(Integer.parseInt(head.substring(9, 12)), Arrays.asList(head.split("\r\n")), body);
    }

    // ---- whom it lets pass ----

    @ParameterizedTest
    @EnumSource(Version.class)
    void theUpstreamIsToldWhoTheClientIs(Version version) throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                TestGateway gateway = gateway(service)) {
            Got got = ask(gateway, version, "GET", "/app/x?y=1");
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
    @EnumSource(Version.class)
    void nobodySaysHimselfWhoHeIs(Version version) throws Exception {
        try (AuthService service = new AuthService(
                        head -> "HTTP/1.1 204 No Content\r\nRemote-Groups: one\r\nremote-groups: two\r\n\r\n");
                TestGateway gateway = gateway(service)) {
            Got got = ask(
                    gateway,
                    version,
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
            ask(gateway, Version.HTTP_1_1, "GET", "/app/x", "Connection: Remote-User, x-forwarded-email, cookie");
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
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/app/x").status()).isEqualTo(200);
            assertThat(all(app.only().head(), "remote-user")).containsExactly("alice");
        }
    }

    // ---- what it is told ----

    @Test
    void theServiceIsToldWhatTheClientWants() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            ask(
                    gateway,
                    Version.HTTP_1_1,
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
            ask(
                    gateway,
                    Version.HTTP_1_1,
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
    @EnumSource(Version.class)
    void theClientIsSentToLogIn(Version version) throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.LOGIN);
                TestGateway gateway = TestGateway.start(directory, yaml(service.address(), "workers: 1\n"))) {
            for (String method : List.of("GET", "HEAD", "POST")) {
                Got got = ask(gateway, version, method, "/app/x");
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
    void theServicesRefusalIsTheClientsAnswer(int status, Version version) throws Exception {
        String body = status == 304 ? "" : "no";
        String framing = status == 304 ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n";
        try (AuthService service = new AuthService(head -> "HTTP/1.1 " + status
                        + " Because\r\nWWW-Authenticate: Basic\r\nProxy-Authenticate: Basic\r\n" + framing);
                TestGateway gateway = gateway(service)) {
            Got got = ask(gateway, version, "GET", "/app/x");
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
            assertThat(ask(client, "GET", "/app/1").status()).isEqualTo(302);
            assertThat(ask(client, "HEAD", "/app/2").status()).isEqualTo(302);
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
                assertThat(ask(gateway, Version.HTTP_1_1, "GET", path).status()).isEqualTo(401);
            }
            assertThat(ask(gateway, Version.HTTP_1_1, "POST", "/v1/chat/completions")
                            .status())
                    .isEqualTo(401);
        }
        try (AuthService service = new AuthService(head -> AuthService.ALICE);
                TestGateway gateway = gateway(service)) {
            Got list = ask(gateway, Version.HTTP_2, "GET", "/v1/models");
            assertThat(list.body()).contains("\"m\"");
            assertThat(list.all("set-cookie")).hasSize(1);
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/named/nothing/x").status())
                    .isEqualTo(404);
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/app/shut").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void nobodyIsAskedAboutPreflightsStrangersAndOpenRoutes() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            assertThat(ask(
                                    gateway,
                                    Version.HTTP_1_1,
                                    "OPTIONS",
                                    "/app/x",
                                    "Origin: https://a.lab",
                                    "Access-Control-Request-Method: PUT")
                            .status())
                    .isEqualTo(204);
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/far/x").status()).isEqualTo(403);
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/open/x").status())
                    .isEqualTo(200);
            assertThat(ask(gateway, Version.HTTP_1_1, "POST", "/small/x", "Content-Length: 1025")
                            .status())
                    .isEqualTo(413);
            assertThat(service.waiting()).isZero();
            assertThat(ask(gateway, Version.HTTP_1_1, "OPTIONS", "/app/x").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aRefusalHasTheHeadersOfItsRoute() throws Exception {
        try (AuthService service = new AuthService(head -> AuthService.NOBODY);
                TestGateway gateway = gateway(service)) {
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/app/x", "Origin: https://a.lab")
                            .all("access-control-allow-origin"))
                    .containsExactly("https://a.lab");
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/v1/chat/completions")
                            .all("x-gateway-decision"))
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
            for (Version version : Version.values()) {
                Got got = ask(gateway, version, "GET", "/app/x");
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
            assertThat(ask(gateway, Version.HTTP_1_1, "GET", "/app/x").body()).contains("auth_unavailable");
            for (Version version : Version.values()) {
                Got got = ask(gateway, version, "HEAD", "/app/x");
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
            Got got = ask(gateway, Version.HTTP_1_1, "GET", "/hasty/x");
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
                assertThat(ask(client, "GET", "/app/" + i).status()).isEqualTo(200);
            }
            assertThat(app.begun()).isEqualTo(10);
        }
    }

    // ---- a service that speaks HTTP/2 ----

    private TestGateway gatewayOfHttp2(RawUpstream service) throws Exception {
        String yaml = yaml(service.address(), "workers: 1\n");
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
    @EnumSource(Version.class)
    void aServiceOfHttp2TellsWhoTheClientIs(Version version) throws Exception {
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
                TestGateway gateway = gatewayOfHttp2(service)) {
            for (int i = 0; i < 3; i++) {
                Got got = ask(
                        gateway,
                        version,
                        "GET",
                        "/app/x?y=1",
                        "Cookie: session=1",
                        "Remote-User: evil",
                        "TE: trailers");
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
    void theRefusalOfAServiceOfHttp2IsTheClientsAnswer(int status, String body, Version version) throws Exception {
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
                TestGateway gateway = gatewayOfHttp2(service)) {
            for (String method : List.of("GET", "HEAD", "POST")) {
                Got got = ask(gateway, version, method, "/app/x");
                assertThat(got.status()).isEqualTo(status);
                assertThat(got.all("location")).containsExactly("https://auth.lab/");
                assertThat(got.all("www-authenticate")).containsExactly("Basic");
                assertThat(got.all("set-cookie")).containsExactly("session=new");
                assertThat(got.lines()).noneMatch(line -> line.startsWith("x-http2") || line.startsWith("transfer-"));
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
                TestGateway gateway = gatewayOfHttp2(service)) {
            for (Version version : Version.values()) {
                Got got = ask(gateway, version, "GET", "/app/x");
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
        try (TestGateway gateway = gatewayOfHttp2(gone)) {
            for (Version version : Version.values()) {
                Got got = ask(gateway, version, "GET", "/app/x");
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
                TestGateway gateway = gatewayOfHttp2(service)) {
            assertThat(ask(gateway, Version.HTTP_2, "GET", "/app/x").status()).isEqualTo(200);
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
                TestGateway gateway = gatewayOfHttp2(service);
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
            Got got = ask(gateway, Version.HTTP_1_1, "POST", path, "Content-Length: 9999999", "Expect: 100-continue");
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
    void aBodyThatIsWrongEndsTheQuestion(String start) throws Exception {
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
            client.send("POST /small/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + start.replace("<long>", "x".repeat(1024)));
            assertThat(client.readMessage()).startsWith(start.startsWith("zz") ? "HTTP/1.1 400 " : "HTTP/1.1 413 ");
            assertThat(app.begun()).isZero();
        }
    }

    // ---- ends ----

    @ParameterizedTest
    @EnumSource(Version.class)
    void aClientThatLeavesEndsTheQuestion(Version version) throws Exception {
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
            if (version == Version.HTTP_1_1) {
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
            ask(gateway, Version.HTTP_1_1, "GET", "/app/x");
            ask(gateway, Version.HTTP_1_1, "GET", "/app/x", "Cookie: session=odd");
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
            ask(gateway, Version.HTTP_1_1, "GET", "/app/x");
            ask(gateway, Version.HTTP_1_1, "GET", "/open/x");
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
