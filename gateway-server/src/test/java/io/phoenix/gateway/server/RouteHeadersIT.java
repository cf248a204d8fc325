package io.phoenix.gateway.server;

import static io.phoenix.gateway.server.RawConnection.all;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What routes set on answers and take away from them, and what they let pages of other sites do. */
@Timeout(60)
final class RouteHeadersIT {

    private static final String PREFLIGHT = "Access-Control-Request-Method: POST";

    @TempDir
    Path directory;

    private String yaml(RawUpstream upstream) {
        return TestGateway.LISTENERS + """
                upstreams:
                  app: { address: "%s" }
                models:
                  m: { upstream: app }
                routes:
                  - name: headers
                    path: /headers/
                    upstream: app
                    block: [/closed]
                    response-headers: { set: { X-Robots-Tag: none, server: gateway }, remove: [X-Powered-By, Age] }
                  - { name: secure, path: /secure/, upstream: app, security-headers: true }
                  - name: deny
                    path: /deny/
                    methods: [GET]
                    upstream: app
                    security-headers: true
                    response-headers: { set: { X-Frame-Options: DENY } }
                  - name: chat
                    path: /v1/chat/completions
                    methods: [POST]
                    models: chat
                    cors: { origins: ["https://app.lab"], credentials: true, expose: [X-Request-Id, X-Model], strip-origin: true }
                  - name: open
                    path: /open/
                    upstream: app
                    cors: { origins: ["*"], methods: [GET, PUT], headers: [Authorization], max-age: 1h }
                  - { name: plain, path: /plain/, upstream: app }
                """.formatted(upstream.address());
    }

    private TestGateway gateway(RawUpstream upstream) throws Exception {
        return TestGateway.start(directory, yaml(upstream));
    }

    private static RawUpstream answering(String... headers) throws Exception {
        return RawUpstream.answering(
                "HTTP/1.1 200 OK\r\n" + String.join("\r\n", headers) + "\r\nContent-Length: 2\r\n\r\nok");
    }

    private static String answer(TestGateway gateway, String request, String... headers) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            client.send(request + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
            return client.readMessage();
        }
    }

    @Test
    void answersGetWhatIsSetAndLoseWhatIsRemoved() throws Exception {
        try (RawUpstream upstream = answering("Server: uvicorn", "X-Powered-By: a", "x-powered-by: b", "ETag: e");
                TestGateway gateway = gateway(upstream)) {
            String answer = answer(gateway, "GET /headers/x");
            assertThat(all(answer, "server")).containsExactly("gateway");
            assertThat(all(answer, "x-robots-tag")).containsExactly("none");
            assertThat(all(answer, "x-powered-by")).isEmpty();
            assertThat(all(answer, "etag")).containsExactly("e");
            String refusal = answer(gateway, "GET /headers/closed");
            assertThat(refusal).startsWith("HTTP/1.1 403 ");
            assertThat(all(refusal, "x-robots-tag")).containsExactly("none");
        }
    }

    @Test
    void securityHeadersLeaveTheAppItsOwnWord() throws Exception {
        try (RawUpstream upstream = answering("X-Other: 1");
                TestGateway gateway = gateway(upstream)) {
            String answer = answer(gateway, "GET /secure/");
            assertThat(all(answer, "x-content-type-options")).containsExactly("nosniff");
            assertThat(all(answer, "referrer-policy")).containsExactly("strict-origin-when-cross-origin");
            assertThat(all(answer, "x-frame-options")).containsExactly("SAMEORIGIN");
            assertThat(all(answer(gateway, "GET /deny/"), "x-frame-options")).containsExactly("DENY");
            String refusal = answer(gateway, "POST /deny/");
            assertThat(refusal).startsWith("HTTP/1.1 405 ");
            assertThat(all(refusal, "x-frame-options")).containsExactly("DENY");
            assertThat(all(answer(gateway, "GET /plain/"), "x-content-type-options"))
                    .isEmpty();
        }
        try (RawUpstream upstream = answering("X-Frame-Options: DENY", "Referrer-Policy: no-referrer");
                TestGateway gateway = gateway(upstream)) {
            String answer = answer(gateway, "GET /secure/");
            assertThat(all(answer, "x-frame-options")).containsExactly("DENY");
            assertThat(all(answer, "referrer-policy")).containsExactly("no-referrer");
        }
        try (RawUpstream upstream = answering("Content-Security-Policy: default-src 'self'; Frame-Ancestors *.lab");
                TestGateway gateway = gateway(upstream)) {
            assertThat(all(answer(gateway, "GET /secure/"), "x-frame-options")).isEmpty();
        }
    }

    @Test
    void aFailedUpstreamIsAnsweredWithTheRoutesHeadersToo() throws Exception {
        RawUpstream upstream = answering("X-Other: 1");
        try (TestGateway gateway = gateway(upstream)) {
            upstream.close();
            String answer = answer(gateway, "GET /secure/", "Origin: https://app.lab");
            assertThat(answer).startsWith("HTTP/1.1 502 ");
            assertThat(all(answer, "x-content-type-options")).containsExactly("nosniff");
        }
    }

    @Test
    void aPreflightIsAnsweredHereForAllowedOrigins() throws Exception {
        try (RawUpstream upstream = answering("X-Other: 1");
                TestGateway gateway = gateway(upstream)) {
            String answer = answer(
                    gateway,
                    "OPTIONS /v1/chat/completions",
                    "Origin: https://app.lab",
                    PREFLIGHT,
                    "Access-Control-Request-Headers: authorization,content-type");
            assertThat(answer).startsWith("HTTP/1.1 204 ").doesNotContain("content-length", "transfer-encoding");
            assertThat(all(answer, "access-control-allow-origin")).containsExactly("https://app.lab");
            assertThat(all(answer, "access-control-allow-methods")).containsExactly("POST");
            assertThat(all(answer, "access-control-allow-headers")).containsExactly("authorization,content-type");
            assertThat(all(answer, "access-control-allow-credentials")).containsExactly("true");
            assertThat(all(answer, "access-control-max-age")).containsExactly("600");
            assertThat(all(answer, "vary")).containsExactly("origin");

            String open = answer(gateway, "OPTIONS /open/x", "Origin: http://any.where", PREFLIGHT);
            assertThat(open).startsWith("HTTP/1.1 204 ");
            assertThat(all(open, "access-control-allow-origin")).containsExactly("*");
            assertThat(all(open, "access-control-allow-methods")).containsExactly("GET, PUT");
            assertThat(all(open, "access-control-allow-headers")).containsExactly("authorization");
            assertThat(all(open, "access-control-max-age")).containsExactly("3600");

            String refused = answer(gateway, "OPTIONS /v1/chat/completions", "Origin: https://app.lab.evil", PREFLIGHT);
            assertThat(refused).startsWith("HTTP/1.1 403 ").contains("origin_not_allowed");
            assertThat(all(refused, "access-control-allow-origin")).isEmpty();
            assertThat(answer(
                            gateway,
                            "OPTIONS /v1/chat/completions",
                            "Origin: https://app.lab",
                            "Access-Control-Request-Method: DELETE"))
                    .as("no route takes that method")
                    .startsWith("HTTP/1.1 405 ");
            assertThat(answer(gateway, "OPTIONS /v1/chat/completions", "Origin: https://app.lab"))
                    .as("no preflight")
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void anOptionsRequestThatIsNoPreflightIsForwarded() throws Exception {
        try (RawUpstream upstream = answering("Allow: GET");
                TestGateway gateway = gateway(upstream)) {
            assertThat(all(answer(gateway, "OPTIONS /open/x"), "allow")).containsExactly("GET");
            assertThat(all(answer(gateway, "OPTIONS /plain/x", "Origin: https://app.lab", PREFLIGHT), "allow"))
                    .as("without cors preflights are the upstream's")
                    .containsExactly("GET");
        }
    }

    @Test
    void theGatewaysWordReplacesTheUpstreams() throws Exception {
        try (RawUpstream upstream = answering(
                        "Access-Control-Allow-Origin: *", "Access-Control-Allow-Headers: x", "Vary: Accept-Encoding");
                TestGateway gateway = gateway(upstream)) {
            String allowed = chat(gateway, "Origin: https://app.lab\r\n");
            assertThat(upstream.received()).doesNotContainIgnoringCase("origin:");
            assertThat(all(allowed, "access-control-allow-origin")).containsExactly("https://app.lab");
            assertThat(all(allowed, "access-control-allow-credentials")).containsExactly("true");
            assertThat(all(allowed, "access-control-expose-headers")).containsExactly("x-request-id, x-model");
            assertThat(all(allowed, "access-control-allow-headers")).isEmpty();
            assertThat(all(allowed, "vary")).containsExactlyInAnyOrder("Accept-Encoding", "origin");

            String other = chat(gateway, "Origin: https://evil.lab\r\n");
            assertThat(upstream.received()).contains("Origin: https://evil.lab");
            assertThat(all(other, "access-control-allow-origin")).isEmpty();
            assertThat(all(other, "access-control-allow-credentials")).isEmpty();
            assertThat(all(chat(gateway, ""), "vary")).contains("origin");

            String open = answer(gateway, "GET /open/x", "Origin: https://evil.lab");
            assertThat(all(open, "access-control-allow-origin")).containsExactly("*");
            assertThat(all(open, "vary")).containsExactly("Accept-Encoding");
            assertThat(all(answer(gateway, "GET /plain/x"), "access-control-allow-headers"))
                    .containsExactly("x");
        }
    }

    @Test
    void pagesCanReadTheErrorsOfTheGateway() throws Exception {
        try (RawUpstream upstream = answering("X-Other: 1");
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.lab\r\n"
                    + "Content-Length: 16\r\n\r\n{\"model\":\"none\"}");
            String answer = client.readMessage();
            assertThat(answer).startsWith("HTTP/1.1 404 ");
            assertThat(all(answer, "access-control-allow-origin")).containsExactly("https://app.lab");
        }
    }

    private static String chat(TestGateway gateway, String header) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + header
                    + "Content-Length: 13\r\n\r\n{\"model\":\"m\"}");
            String answer = client.readMessage();
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            return answer;
        }
    }

    @Test
    void explainTellsOfHeaders() throws Exception {
        try (RawUpstream upstream = answering("X-Other: 1")) {
            Path config = Files.writeString(directory.resolve("gateway.yaml"), yaml(upstream));
            assertThat(CommandLineRun.explain(config, "GET", "/deny/"))
                    .contains("headers   security headers, set x-frame-options");
            assertThat(CommandLineRun.explain(
                            config,
                            "OPTIONS",
                            "/v1/chat/completions",
                            "-H",
                            "Origin: https://app.lab",
                            "-H",
                            PREFLIGHT))
                    .contains("answered  204 preflight");
            assertThat(CommandLineRun.explain(config, "POST", "/v1/chat/completions", "-d", "{\"model\":\"m\"}"))
                    .contains("headers   pages of https://app.lab may call with cookies, unknown to the upstream");
        }
    }
}
