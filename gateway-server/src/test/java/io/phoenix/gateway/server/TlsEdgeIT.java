package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS listener makes of those who speak no TLS, come again, dawdle, or show a certificate. */
@Timeout(60)
final class TlsEdgeIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path directory;

    private final TestAuthority authority;

    TlsEdgeIT() throws Exception {
        authority = new TestAuthority();
    }

    private TestGateway gateway(String tls, String rest) throws Exception {
        authority.write(directory, "a", "localhost");
        return TestGateway.start(directory, """
                hosts: [localhost]
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { directory: "%s"%s }
                admin: { address: "127.0.0.1:0" }
                %s
                """.formatted(directory, tls, rest));
    }

    private TestGateway gateway() throws Exception {
        return gateway("", "routes: [{ name: models, path: /v1/models, list-models: true }]");
    }

    private static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /v1 HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"
            })
    void plainHttpIsToldInClearText(String sent) throws Exception {
        try (TestGateway gateway = gateway();
                RawConnection client = RawConnection.to(gateway.port("https"))) {
            String answer = client.send(sent).readToEnd();
            assertThat(answer).startsWith("HTTP/1.1 400").contains("this port speaks TLS", "https://", "tls_required");
            assertThat(RawConnection.header(answer, "connection")).isEqualTo("close");
            Gauge.refused(gateway, "clear_text").awaitValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0", "\u0080\u002e\u0001", "\r\n", "hello"})
    void otherGarbageIsClosedWithoutAWord(String sent) throws Exception {
        try (TestGateway gateway = gateway();
                RawConnection client = RawConnection.to(gateway.port("https"))) {
            assertThat(client.send(sent).readToEnd()).isIn("", "<reset>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSecondConnectionResumesTheSession(String protocol) throws Exception {
        SSLContext context = authority.client();
        try (TestGateway gateway = gateway()) {
            int port = gateway.port("https");
            try (RawConnection first = RawConnection.tls(port, context, "localhost", protocol)) {
                // Tickets of TLS 1.3 come with the first bytes after the handshake.
                assertThat(first.send(get("/v1/models", "")).readMessage()).startsWith("HTTP/1.1 200");
                ((SSLSocket) first.socket()).getSession().putValue("mark", "first");
            }
            try (RawConnection second = RawConnection.tls(port, context, "localhost", protocol)) {
                assertThat(((SSLSocket) second.socket()).getSession().getValue("mark"))
                        .isEqualTo("first");
                assertThat(second.send(get("/v1/models", "")).readMessage()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void aSilentClientIsClosedAndCounted() throws Exception {
        try (TestGateway gateway = gateway("", "limits: { tls-handshake-timeout: 100ms }");
                RawConnection client = RawConnection.to(gateway.port("https"))) {
            client.send("\u0016\u0003\u0001").awaitEnd();
            Gauge.refused(gateway, "handshake_failed").awaitValue(1);
            Gauge.clients(gateway).awaitValue(0);
        }
    }

    @Test
    void handshakesUnderWayAreBounded() throws Exception {
        try (TestGateway gateway = gateway("", "limits: { max-handshakes: 1 }")) {
            try (RawConnection silent = RawConnection.to(gateway.port("https"))) {
                Gauge.clients(gateway).awaitValue(1);
                try (RawConnection second = RawConnection.to(gateway.port("https"))) {
                    second.awaitEnd();
                }
                Gauge.refused(gateway, "handshakes").awaitValue(1);
                silent.reset();
            }
            Gauge.clients(gateway).awaitValue(0);
            RawConnection.tls(gateway.port("https"), authority.client(), "localhost")
                    .close();
        }
    }

    @Test
    void strictTransportIsSaidOnEveryAnswerOverTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=1\r\nContent-Length: 0\r\n\r\n");
                });
                TestGateway gateway = gateway(", hsts: 365d", """
                        upstreams: { app: { address: "%s" } }
                        routes: [{ name: app, path: /app, upstream: app }]
                        """.formatted(upstream.address()));
                RawConnection client = RawConnection.tls(gateway.port("https"), authority.client(), "localhost");
                RawConnection plain = RawConnection.to(gateway.port())) {
            String forwarded = client.send(get("/app", "")).readMessage();
            assertThat(forwarded)
                    .containsOnlyOnce("max-age")
                    .containsIgnoringCase("strict-transport-security: max-age=31536000\r\n");
            assertThat(client.send(get("/none", "")).readMessage())
                    .startsWith("HTTP/1.1 404")
                    .contains("max-age=31536000");
            assertThat(plain.send(get("/none", "")).readMessage())
                    .startsWith("HTTP/1.1 404")
                    .doesNotContain("max-age");
        }
    }

    @Test
    void aRouteMayInsistOnACertificate() throws Exception {
        TestAuthority people = new TestAuthority();
        TestAuthority strangers = new TestAuthority();
        Path trusted = people.writeRoot(directory);
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String subject;
                    while (!(subject = connection.readHead()).isEmpty()) {
                        String said = subject.lines()
                                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("x-ssl-client"))
                                .toList()
                                .toString();
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + said.length() + "\r\n\r\n" + said);
                    }
                });
                TestGateway gateway = gateway(", client-ca: \"" + trusted + "\"", """
                        upstreams: { app: { address: "%s" } }
                        routes:
                          - { name: open, path: /open, upstream: app }
                          - { name: closed, path: /closed, upstream: app, client-certificate: required }
                        """.formatted(upstream.address()))) {
            SSLContext alice = people.clientCalled("alice", authority);
            assertThat(answer(gateway, alice, "/closed")).endsWith("[x-ssl-client-s-dn: CN=alice,O=Lab]");
            // Again, with the session resumed.
            assertThat(answer(gateway, alice, "/open")).endsWith("[x-ssl-client-s-dn: CN=alice,O=Lab]");
            assertThat(answer(gateway, authority.client(), "/open")).endsWith("[]");
            assertThat(answer(gateway, authority.client(), "/closed"))
                    .startsWith("HTTP/1.1 403")
                    .contains("client_certificate_required");
            assertThat(answer(gateway, strangers.clientCalled("mallory", authority), "/closed"))
                    .startsWith("HTTP/1.1 403");
            assertThat(answer(gateway, null, "/closed"))
                    .startsWith("HTTP/1.1 403")
                    .contains("only https");
        }
    }

    private String answer(TestGateway gateway, @Nullable SSLContext tls, String path) throws Exception {
        try (RawConnection client = tls == null
                ? RawConnection.to(gateway.port())
                : RawConnection.tls(gateway.port("https"), tls, "localhost")) {
            return client.send(get(path, "X-SSL-Client-S-DN: CN=root\r\nX-Ssl-Client-Verify: SUCCESS\r\n"))
                    .readMessage();
        }
    }

    @Test
    void aListenerMayTurnAwayWhoHasNoCertificate() throws Exception {
        TestAuthority people = new TestAuthority();
        Path trusted = people.writeRoot(directory);
        try (TestGateway gateway = gateway(
                ", client-auth: required, client-ca: \"" + trusted + "\"",
                "routes: [{ name: models, path: /v1/models, list-models: true }]")) {
            assertThat(answer(gateway, people.clientCalled("alice", authority), "/v1/models"))
                    .startsWith("HTTP/1.1 200");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> answer(gateway, authority.client(), "/v1/models"));
        }
    }
}
