package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that serve some addresses only, and routes that keep some paths of their upstream closed. */
@Timeout(60)
final class RouteGuardsIT {

    @TempDir
    Path directory;

    private RecordingBackend upstream;

    @BeforeEach
    void open() throws Exception {
        upstream = new RecordingBackend("app");
    }

    @AfterEach
    void close() {
        upstream.close();
    }

    private String yaml(String more) {
        return TestGateway.LISTENERS + more + """
                upstreams:
                  app: { address: "%s" }
                models:
                  m: { upstream: app }
                routes:
                  - { name: lab, path: /lab/, upstream: app, allow: [10.0.0.0/24, "fd00::/8", 192.0.2.7] }
                  - { name: chat, path: /v1/chat/completions, methods: [POST], models: chat, allow: [10.0.0.7] }
                  - { name: here, path: /here/, upstream: app, allow: [127.0.0.0/8, "::1"] }
                  - { name: llamacpp, path: /llamacpp/, upstream: app, block: [llamacpp-private] }
                  - { name: ollama, path: /ollama/, upstream: app, api: ollama, block: [ollama-management, /x%%2Fy] }
                  - { name: pull, path: /ollama/api/pull, strip-prefix: /ollama/, upstream: app, allow: [127.0.0.1] }
                  - { name: read, path: /split/, methods: [GET], upstream: app, allow: [10.0.0.7] }
                  - { name: write, path: /split/, methods: [PUT], upstream: app, allow: [127.0.0.1], cors: { origins: ["*"] } }
                  - { name: page, path: /page/, methods: [GET], upstream: app, allow: [10.0.0.7], cors: { origins: ["*"] } }
                  - { name: kept, path: /kept/, upstream: app, strip-prefix: false, block: [/kept/a] }
                """.formatted(upstream.address());
    }

    private TestGateway gateway(String more) throws Exception {
        return TestGateway.start(directory, yaml(more));
    }

    private static String answer(TestGateway gateway, String request, String... headers) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            client.send(request + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
            return client.readMessage();
        }
    }

    @Test
    void onlyListedAddressesAreServed() throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(answer(gateway, "GET /here/x")).startsWith("HTTP/1.1 200 ");
            assertThat(answer(gateway, "GET /lab/x", "X-Forwarded-For: 10.0.0.7"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("\"code\":\"address_not_allowed\"", "clients from 127.0.0.1;");
            assertThat(upstream.begun()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.200, 200",
        "'6.6.6.6, 10.0.0.200', 200",
        "'10.0.0.200, 6.6.6.6', 403",
        "'10.0.0.200, 127.0.0.1', 200",
        "10.0.1.1, 403",
        "fd12::1, 200",
        "fe80::1, 403",
        "192.0.2.7, 200",
        "192.0.2.8, 403",
        "::ffff:10.0.0.9, 200",
        "nonsense, 403"
    })
    void aTrustedProxyIsBelieved(String chain, int status) throws Exception {
        try (TestGateway gateway = gateway("trusted-proxies: [127.0.0.1]\n")) {
            assertThat(answer(gateway, "GET /lab/x", "X-Forwarded-For: " + chain))
                    .startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void theProxyProtocolIsBelieved() throws Exception {
        String listener = "\"127.0.0.1:0\", proxy-protocol: true }\nadmin";
        String yaml = yaml("trusted-proxies: [127.0.0.1]\n").replace("\"127.0.0.1:0\" }\nadmin", listener);
        try (TestGateway gateway = TestGateway.start(directory, yaml)) {
            for (String client : new String[] {"10.0.0.9", "10.0.1.9"}) {
                try (RawConnection connection = RawConnection.to(gateway.port())) {
                    connection.send("PROXY TCP4 " + client + " 10.0.0.1 4711 80\r\n"
                            + "GET /lab/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    assertThat(connection.readMessage())
                            .startsWith("HTTP/1.1 " + (client.equals("10.0.0.9") ? 200 : 403) + " ");
                }
            }
        }
    }

    @Test
    void aBodyIsNotAskedForBeforeItsSenderIsKnown() throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(answer(gateway, "POST /v1/chat/completions", "Content-Length: 99", "Expect: 100-continue"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("address_not_allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /page/x",
                "POST /page/x",
                "GET /page",
                "GET /page?q=1",
                "POST /page",
                "GET /split/x",
                "GET /split",
                "OPTIONS /page/x",
                "GET /v1/chat/completions"
            })
    void aStrangerLearnsNothing(String request) throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(answer(gateway, request, "Origin: https://app.lab", "Access-Control-Request-Method: GET"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("address_not_allowed")
                    .doesNotContainIgnoringCase("\r\nallow: ")
                    .doesNotContainIgnoringCase("\r\nlocation: ")
                    .doesNotContainIgnoringCase("access-control-allow-methods");
            assertThat(upstream.begun()).isZero();
        }
    }

    @Test
    void aClientLearnsOfTheRoutesThatServeIt() throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(answer(gateway, "DELETE /split/x"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("\r\nallow: PUT\r\n");
            assertThat(answer(gateway, "DELETE /split")).startsWith("HTTP/1.1 308 ");
            assertThat(answer(gateway, "OPTIONS /split/x", "Origin: https://a", "Access-Control-Request-Method: PUT"))
                    .startsWith("HTTP/1.1 204 ");
            assertThat(answer(gateway, "OPTIONS /split/x", "Origin: https://a", "Access-Control-Request-Method: GET"))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /llamacpp/metrics",
                "GET /llamacpp/%6detrics",
                "GET /llamacpp//metrics",
                "GET /llamacpp/metrics/",
                "GET /llamacpp/METRICS;a=b?c",
                "HEAD /llamacpp/slots",
                "POST /llamacpp/slots/0?action=save",
                "POST /llamacpp/props",
                "POST /llamacpp/lora-adapters",
                "POST /ollama/api//pull",
                "POST /ollama/api%2Fpush",
                "POST /ollama/api/create",
                "DELETE /ollama/api/delete",
                "POST /ollama/api/copy",
                "HEAD /ollama/api/blobs/sha256:0",
                "GET /ollama/x/y",
                "GET /kept/a"
            })
    void blockedPathsNeverReachTheUpstream(String request) throws Exception {
        try (TestGateway gateway = gateway("");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(request + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 403 ");
            assertThat(upstream.begun()).isZero();
        }
    }

    @Test
    void theRefusalNamesTheRuleInTheFormOfTheApi() throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(answer(gateway, "POST /llamacpp/props"))
                    .contains("\"code\":\"path_blocked\"")
                    .contains("the rule `llamacpp-private` of the route `llamacpp` blocks POST /props");
            assertThat(answer(gateway, "POST /ollama/api/copy"))
                    .contains("{\"error\":\"the rule `ollama-management` of the route `ollama` blocks /api/copy\"}");
            assertThat(answer(gateway, "GET /llamacpp/a/../metrics"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("bad_path");
        }
    }

    @Test
    void whatPassesIsForwardedAsItWasWritten() throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(answer(gateway, "GET /llamacpp/props")).startsWith("HTTP/1.1 200 ");
            assertThat(upstream.only().requestLine()).isEqualTo("GET /props HTTP/1.1");
            upstream.forget();
            assertThat(answer(gateway, "GET /llamacpp/V1//%6dodels;a=b/?q=%2e%2e"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(upstream.only().requestLine()).isEqualTo("GET /V1//%6dodels;a=b/?q=%2e%2e HTTP/1.1");
        }
    }

    @Test
    void aCloserRoutePermitsWhatAnotherBlocks() throws Exception {
        try (TestGateway gateway = gateway("")) {
            assertThat(answer(gateway, "POST /ollama/api/pull?x=1")).startsWith("HTTP/1.1 200 ");
            assertThat(upstream.only().requestLine()).isEqualTo("POST /api/pull?x=1 HTTP/1.1");
            assertThat(upstream.only().header("x-forwarded-prefix")).isEqualTo("/ollama");
        }
    }

    @Test
    void explainTellsWhoIsServedAndWhatIsBlocked() throws Exception {
        Path config = Files.writeString(directory.resolve("gateway.yaml"), yaml(""));
        assertThat(CommandLineRun.explain(config, "GET", "/lab/x"))
                .contains(", for clients from 10.0.0.0/24, fd00:0:0:0:0:0:0:0/8, 192.0.2.7/32 only")
                .contains("answered  403 address_not_allowed");
        assertThat(CommandLineRun.explain(config, "GET", "/lab/x", "--from", "10.0.0.7"))
                .contains("sent as   GET /x");
        assertThat(CommandLineRun.explain(config, "GET", "/ollama/api/copy"))
                .contains(", blocked: ollama-management, /x%2Fy")
                .contains("answered  403 path_blocked");
        assertThat(CommandLineRun.explain(config, "GET", "/lab/x", "--from", "lab"))
                .contains("--from lab is not an address");
    }
}
