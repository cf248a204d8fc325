package io.phoenix.gateway.server;

import static io.phoenix.gateway.server.RawConnection.all;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend is told of its client, what stays as it was sent, and what never passes. */
@Timeout(120)
final class ForwardedIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream, String more) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + more + """
                        upstreams:
                          app: { address: "%s" }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                          - { name: kept, path: /kept/, upstream: app, strip-prefix: false }
                        """.formatted(upstream.address()));
    }

    /** The head that the backend gets when a client sends {@code headers}. */
    private static String forwarded(TestGateway gateway, RawUpstream upstream, String path, String... headers)
            throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: localhost:8080\r\n" + lines(headers) + "\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 OK\r\n");
        }
        return upstream.received();
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    @Test
    void addsThisAndNothingElse() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "")) {
            String head = forwarded(gateway, upstream, "/app/x", "X-Request-Id: me-1", "aCCept: */*");
            assertThat(head.replaceFirst("phoenix-[0-9a-f-]{36}", "phoenix")).isEqualTo("""
                            GET /x HTTP/1.1
                            Host: localhost:8080
                            X-Request-Id: me-1
                            aCCept: */*
                            x-forwarded-for: 127.0.0.1
                            x-forwarded-proto: http
                            x-forwarded-host: localhost:8080
                            x-forwarded-port: 8080
                            x-real-ip: 127.0.0.1
                            x-forwarded-prefix: /app
                            via: 1.1 phoenix

                            """.replace("\n", "\r\n"));
        }
    }

    @Test
    void namesNoPrefixWhereNoneWasStripped() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "")) {
            String head = forwarded(gateway, upstream, "/kept/x", "X-Forwarded-Prefix: /evil");
            assertThat(all(head, "x-forwarded-prefix")).isEmpty();
        }
    }

    @Test
    void dropsWhatAClientSaysOfItself() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "")) {
            String head = forwarded(
                    gateway,
                    upstream,
                    "/app/x",
                    "Forwarded: for=6.6.6.6;host=evil",
                    "X-Forwarded-For: 6.6.6.6",
                    "x-forwarded-for: 6.6.6.7",
                    "X-Forwarded-Proto: gopher",
                    "X-Forwarded-Host: evil",
                    "X-Forwarded-Port: 666",
                    "X-Forwarded-Prefix: /evil",
                    "X-Forwarded-Ssl: evil",
                    "X-Forwarded-User: evil",
                    "X-Forwarded-Email: evil@evil",
                    "X-FORWARDED-Server: evil",
                    "X-Real-IP: 6.6.6.6");
            assertThat(head).doesNotContain("evil", "6.6.6", "gopher", "666");
            assertThat(all(head, "x-forwarded-for")).containsExactly("127.0.0.1");
            assertThat(all(head, "x-forwarded-proto")).containsExactly("http");
            assertThat(all(head, "x-forwarded-host")).containsExactly("localhost:8080");
            assertThat(all(head, "x-forwarded-port")).containsExactly("8080");
            assertThat(all(head, "x-forwarded-prefix")).containsExactly("/app");
            assertThat(all(head, "x-real-ip")).containsExactly("127.0.0.1");
            assertThat(all(head, "forwarded")).isEmpty();
        }
    }

    @Test
    void believesATrustedProxyAndAppendsToIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "trusted-proxies: [127.0.0.1/32]\n")) {
            String head = forwarded(
                    gateway,
                    upstream,
                    "/app/x",
                    "Forwarded: for=9.9.9.9",
                    "X-Forwarded-For: 6.6.6.6",
                    "X-Forwarded-For: 9.9.9.9",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: public.example",
                    "X-Forwarded-Port: 443",
                    "X-Forwarded-Prefix: /outer");
            assertThat(all(head, "x-forwarded-for")).containsExactly("6.6.6.6, 9.9.9.9, 127.0.0.1");
            assertThat(all(head, "x-forwarded-proto")).containsExactly("https");
            assertThat(all(head, "x-forwarded-host")).containsExactly("public.example");
            assertThat(all(head, "x-forwarded-port")).containsExactly("443");
            assertThat(all(head, "x-forwarded-prefix")).containsExactly("/outer/app");
            assertThat(all(head, "x-real-ip")).containsExactly("9.9.9.9");
            assertThat(all(head, "forwarded")).containsExactly("for=9.9.9.9");
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .startsWith("9.9.9.9 - - [");
        }
    }

    @Test
    void removesWhatConcernsOneConnectionFromRequests() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "")) {
            String head = forwarded(
                    gateway,
                    upstream,
                    "/app/x",
                    "Connection: keep-alive, X-Mine ,host, x-forwarded-for",
                    "connection: X-Other,, content-length",
                    "X-Mine: 1",
                    "X-Other: 2",
                    "Keep-Alive: timeout=5",
                    "Proxy-Connection: keep-alive",
                    "Proxy-Authorization: Basic eDp5",
                    "Proxy-Authenticate: Basic",
                    "TE: trailers",
                    "Trailer: X-T",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABk",
                    "X-Stays: 3");
            assertThat(head.toLowerCase(Locale.ROOT))
                    .doesNotContain(
                            "\r\nconnection:",
                            "x-mine",
                            "x-other",
                            "keep-alive",
                            "\r\nproxy-",
                            "\r\nte:",
                            "\r\ntrailer",
                            "\r\nupgrade",
                            "http2-settings")
                    .contains("\r\nx-stays: 3\r\n", "\r\nhost: localhost:8080\r\n");
            assertThat(all(head, "x-forwarded-for")).containsExactly("127.0.0.1");
        }
    }

    @Test
    void removesWhatConcernsOneConnectionFromAnswers() throws Exception {
        String answer =
                "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5, max=100\r\n"
                        + "Proxy-Authenticate: Basic\r\nProxy-Connection: x\r\nUpgrade: h2c\r\nTrailer: X-T\r\n"
                        + "Set-Cookie: a=1; Path=/\r\nset-cookie: b=2\r\nServer: uvicorn\r\nContent-Encoding: gzip\r\n"
                        + "ETag: \"x\"\r\nContent-Length: 2\r\n\r\nok";
        try (RawUpstream upstream = RawUpstream.answering(answer);
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /kept/ HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: r\r\n\r\n");
            String got = client.readMessage();
            // RFC 9110, section 7.6.3; each start of the gateway has another name.
            String via = RawConnection.header(got, "via");
            assertThat(via).startsWith("1.1 phoenix-");
            assertThat(got).isEqualTo("""
                            HTTP/1.1 200 OK
                            Set-Cookie: a=1; Path=/
                            set-cookie: b=2
                            Server: uvicorn
                            Content-Encoding: gzip
                            ETag: "x"
                            Content-Length: 2
                            via: %s
                            x-request-id: r

                            ok""".formatted(via).replace("\n", "\r\n"));
        }
    }

    @Test
    void leavesTheRestAsItWasSent() throws Exception {
        String[] headers = {
            "Accept-Encoding: gzip, br;q=0.5",
            "Origin: https://localhost:8080",
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-Mode: cors",
            "Cookie: a=1; b=\"2\"",
            "cookie: c=3",
            "Authorization: Bearer x",
            "api-key: y",
            "Content-Encoding: gzip",
            "Range: bytes=0-1",
            "If-None-Match: W/\"z\"",
            "X-Latin: \u00e9\u00ff",
            "X-Empty:",
            "user-agent: a (b; c)"
        };
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "")) {
            String head = forwarded(gateway, upstream, "/app/", headers);
            for (String header : headers) {
                assertThat(head).contains("\r\n" + header.replaceFirst(":$", ": ") + "\r\n");
            }
            assertThat(head).doesNotContainIgnoringCase("\r\nupgrade:").doesNotContainIgnoringCase("\r\nconnection:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
                "Connection: upgrade\r\nUpgrade: websocket, h2c",
                "Connection: upgrade\r\nUpgrade: H2C",
                "Connection: upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket",
                "Upgrade: websocket",
                "Connection: upgrade",
            })
    void passesNoUpgradeThatIsNoneOrThatNobodyCouldWatch(String headers) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "")) {
            assertThat(forwarded(gateway, upstream, "/app/", headers))
                    .doesNotContainIgnoringCase("upgrade")
                    .doesNotContainIgnoringCase("h2c")
                    .doesNotContainIgnoringCase("http2-settings");
        }
    }

    @Test
    void refusesARequestThatCameBack() throws Exception {
        AtomicReference<TestGateway> gateway = new AtomicReference<>();
        // An external hop that sends everything to the gateway again, headers included.
        try (RawUpstream hop = RawUpstream.start((connection, n) -> {
            String head = connection.readHead();
            try (RawConnection again = RawConnection.to(gateway.get().port())) {
                again.send(head.replaceFirst("GET /", "GET /app/"));
                connection.send(again.readMessage());
            }
        })) {
            gateway.set(gateway(hop, ""));
            try (TestGateway started = gateway.get();
                    RawConnection client = RawConnection.to(started.port())) {
                client.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\nVia: 1.0 fred, 1.1 p.example\r\n\r\n");
                assertThat(client.readMessage()).startsWith("HTTP/1.1 508 ").contains("loop_detected");
                assertThat(hop.accepted()).isEqualTo(1);
            }
        }
    }

    @Test
    void addsItselfToTheEndOfVia() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "")) {
            List<String> via = all(forwarded(gateway, upstream, "/app/", "Via: 1.0 fred, 1.1 p.example"), "via");
            assertThat(via).hasSize(2);
            assertThat(via.get(0)).isEqualTo("1.0 fred, 1.1 p.example");
            assertThat(via.get(1)).startsWith("1.1 phoenix-");
        }
    }

    @Test
    void keepsAHarmlessRequestIdAndTellsItToAll() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/ HTTP/1.1\r\nHost: localhost\r\nx-request-ID: a.B_c-1:2\r\n\r\n");
            assertThat(all(client.readMessage(), "x-request-id")).containsExactly("a.B_c-1:2");
            assertThat(all(upstream.received(), "x-request-id")).containsExactly("a.B_c-1:2");
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .contains(" id=\"a.B_c-1:2\" ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "a;b", "<x>", "\u00e9", "${jndi:ldap}", "LONG"})
    void makesARequestIdInPlaceOfAHarmfulOne(String given) throws Exception {
        String id = given.equals("LONG") ? "x".repeat(129) : given;
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/ HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: " + id + "\r\nX-Request-Id: " + id
                    + "\r\n\r\n");
            List<String> made = all(client.readMessage(), "x-request-id");
            assertThat(made).singleElement().asString().matches("[0-9a-f]{24}");
            assertThat(all(upstream.received(), "x-request-id")).isEqualTo(made);
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .contains(" id=\"" + made.get(0) + "\" ");
        }
    }
}
