package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests lead where, and which bytes of them arrive there. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxyIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private RawUpstream app;
    private RawUpstream other;
    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        app = RawUpstream.answering(OK);
        other = RawUpstream.answering(OK);
        gateway = TestGateway.start(directory, """
                hosts: [localhost, 127.0.0.1, "::1"]
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                admin: { address: "127.0.0.1:0" }
                upstreams:
                  app: { address: "%s" }
                  other: { address: "%s" }
                routes:
                  - { name: app, path: /qdrant/, upstream: app }
                  - { name: inner, path: /qdrant/inner/, upstream: other }
                  - { name: kept, path: /kept/, upstream: app, strip-prefix: false }
                  - { name: exact, path: /exact, methods: [GET, POST], upstream: app }
                  - { name: exact-delete, path: /exact, methods: [DELETE], upstream: other }
                  - { name: own, hosts: [portainer.lab], path: /, upstream: other }
                  - { name: wild, hosts: ["*.wild.lab"], path: /, upstream: app }
                """.formatted(app.address(), other.address()));
    }

    @AfterAll
    void stop() {
        gateway.close();
        app.close();
        other.close();
    }

    @BeforeEach
    void forget() {
        app.forget();
        other.forget();
    }

    private String answerTo(String request) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return client.send(request).readMessage();
        }
    }

    private static String get(String target, String host) {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static String requestLine(String request) {
        return request.substring(0, request.indexOf("\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/qdrant/ /",
                "/qdrant/collections/a%2Fb//c?x=1 /collections/a%2Fb//c?x=1",
                "/qdrant// //",
                "/qdrant//qdrant/ //qdrant/",
                "/qdrant/? /?",
                "/qdrant/?a=/../..&b=%2e%2e /?a=/../..&b=%2e%2e",
                "/qdrant/a?b?c /a?b?c",
                "/qdrant/%71%64 /%71%64",
                "/qdrant/a/../b /a/../b",
                "/qdrant/a/b/../../c /a/b/../../c",
                "/qdrant/./a /./a",
                "/qdrant/a/%2E%2e/b /a/%2E%2e/b",
                "/qdrant/..a/... /..a/...",
                "/qdrant/a;b=c,d:e@f /a;b=c,d:e@f",
                "/qdrant/a{b}|\\^`<> /a{b}|\\^`<>",
                "/qdrant/%00%ff /%00%ff",
                "/qdrant/inner/x /x!",
                "/qdrant/innerx /innerx",
                "/kept/a%2fb /kept/a%2fb",
                "/exact?q /exact?q",
            })
    void passesTheRawBytesBehindThePrefix(String asked, String arrived) throws Exception {
        boolean inner = arrived.endsWith("!");
        assertThat(answerTo(get(asked, "localhost"))).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(requestLine((inner ? other : app).received()))
                .isEqualTo("GET " + (inner ? arrived.substring(0, arrived.length() - 1) : arrived) + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/qdrant/..",
                "/qdrant/../n8n/x",
                "/qdrant/%2e%2e/ollama/",
                "/qdrant/.%2E/x",
                "/qdrant/a/../../x",
                "/qdrant/a%2f..%2f..%2fx",
                "/qdrant/..%5cx",
                "/qdrant/..\\x",
                "/qdrant/./../x",
                "/qdrant//../../x",
                "/qdrant/..;/x",
                "/qdrant/%2e%2e;a=b/x",
                "/kept/../qdrant/x",
            })
    void refusesWhatClimbsOutOfItsPrefix(String target) throws Exception {
        assertThat(answerTo(get(target, "localhost")))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains("\"code\":\"bad_path\"");
        assertThat(app.hasReceived() || other.hasReceived()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/qdrant /qdrant/",
                "/qdrant?x=1&y=%2F /qdrant/?x=1&y=%2F",
                "/qdrant? /qdrant/?",
                "/qdrant/inner?a /qdrant/inner/?a",
                "/kept /kept/",
            })
    void redirectsToTheSlashThatIsMissing(String target, String location) throws Exception {
        String answer = answerTo(get(target, "localhost:8080"));
        assertThat(answer).startsWith("HTTP/1.1 308 Permanent Redirect\r\n");
        assertThat(RawConnection.header(answer, "location")).isEqualTo(location);
        assertThat(RawConnection.header(answer, "content-length")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "/, localhost, 404, no_route",
        "/Qdrant/, localhost, 404, no_route",
        "/qdrant%2Fx, localhost, 404, no_route",
        "//qdrant/, localhost, 404, no_route",
        "/exact/, localhost, 404, no_route",
        "/exact/x, localhost, 404, no_route",
        "/qdrant/, example.org, 421, unknown_host",
        "/qdrant/, portainer.lab.evil, 421, unknown_host",
        "/qdrant/, wild.lab, 421, unknown_host",
        // RFC 9110, section 4.2.1: an http URI without a host is invalid.
        "/qdrant/, '', 400, bad_host",
        "/qdrant/, localhost:80:90, 400, bad_host",
        "/qdrant/, localhost:evil, 400, bad_host",
        "/qdrant/, [::1]evil, 400, bad_host",
        "/qdrant/, '[::1', 400, bad_host",
        "/qdrant/, '[localhost]', 400, bad_host",
        "/qdrant/, user@localhost, 400, bad_host",
        "/qdrant/, localhost/x, 400, bad_host",
        "/qdrant/, 'localhost, localhost', 400, bad_host",
        "/qdrant/#x, localhost, 400, bad_target",
        "qdrant/, localhost, 400, bad_target",
        "*, localhost, 400, bad_target",
        "qdrant/?u=http://localhost/qdrant/, localhost, 400, bad_target",
        "ftp://localhost/qdrant/, localhost, 400, bad_target",
        "http://user:secret@localhost/qdrant/, localhost, 400, bad_host",
        "http://example.org/qdrant/, localhost, 421, unknown_host",
    })
    void refusesWhatNoRouteClaims(String target, String host, int status, String code) throws Exception {
        String answer = answerTo(get(target, host));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"code\":\"" + code + "\"");
        assertThat(RawConnection.header(answer, "content-type")).isEqualTo("application/json");
        assertThat(app.hasReceived() || other.hasReceived()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/x, portainer.lab, other, /x",
        "/qdrant/x, portainer.lab, other, /qdrant/x",
        "/, PORTAINER.Lab:9443, other, /",
        "/, portainer.lab., other, /",
        "/x, a.wild.lab, app, /x",
        "/qdrant/x, 127.0.0.1, app, /x",
        "/qdrant/x, [::1], app, /x",
        "/qdrant/x, [::1]:8080, app, /x",
        "/qdrant/x, [0:0:0:0:0:0:0:1], app, /x",
        "/qdrant/x, LOCALHOST:1, app, /x",
    })
    void routesByHost(String target, String host, String upstream, String arrived) throws Exception {
        assertThat(answerTo(get(target, host))).startsWith("HTTP/1.1 200 ");
        String received = (upstream.equals("app") ? app : other).received();
        assertThat(requestLine(received)).isEqualTo("GET " + arrived + " HTTP/1.1");
        assertThat(RawConnection.header(received, "host")).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:81/qdrant/x?y, example.org, localhost:81, /x?y",
        "HTTP://LocalHost/qdrant/, example.org, LocalHost, /",
        "http://portainer.lab, example.org, portainer.lab, /",
        "https://portainer.lab?q, example.org, portainer.lab, /?q",
    })
    void takesTheAbsoluteFormForTheHost(String target, String host, String arrivedHost, String arrived)
            throws Exception {
        assertThat(answerTo(get(target, host))).startsWith("HTTP/1.1 200 ");
        String received = (arrivedHost.startsWith("portainer") ? other : app).received();
        assertThat(requestLine(received)).isEqualTo("GET " + arrived + " HTTP/1.1");
        assertThat(RawConnection.header(received, "host")).isEqualTo(arrivedHost);
    }

    @Test
    void saysWhichMethodsAPathTakes() throws Exception {
        String answer = answerTo("PUT /exact HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 405 Method Not Allowed\r\n").contains("method_not_allowed");
        assertThat(RawConnection.header(answer, "allow")).isEqualTo("DELETE, GET, POST");
    }

    @ParameterizedTest
    @CsvSource({"GET, app", "POST, app", "DELETE, other"})
    void routesByMethod(String method, String upstream) throws Exception {
        assertThat(answerTo(method + " /exact HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(requestLine((upstream.equals("app") ? app : other).received()))
                .isEqualTo(method + " /exact HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "OPTIONS", "PROPFIND", "M-SEARCH", "get"})
    void passesEveryMethodAsItIs(String method) throws Exception {
        answerTo(method + " /qdrant/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(requestLine(app.received())).isEqualTo(method + " /x HTTP/1.1");
    }

    @Test
    void offersNoConnect() throws Exception {
        assertThat(answerTo("CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ");
        assertThat(app.hasReceived() || other.hasReceived()).isFalse();
    }
}
