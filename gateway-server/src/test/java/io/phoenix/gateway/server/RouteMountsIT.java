package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes for listeners by name, routes that lead elsewhere, and what routes change on the way to an upstream. */
@Timeout(60)
final class RouteMountsIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream) throws Exception {
        return TestGateway.start(directory, """
                hosts: [localhost]
                admin: { address: "127.0.0.1:0" }
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                  - { name: app-port, address: "127.0.0.1:0" }
                upstreams:
                  app: { address: "%s" }
                routes:
                  - name: app
                    path: /app/
                    upstream: app
                    request-headers: { set: { Host: app.lab, api-key: secret, X-Forwarded-Proto: https }, remove: [Origin] }
                  - { name: whole, path: /, upstream: app, listeners: [app-port] }
                  - { name: old, path: /old/, redirect: { to: /app/, status: 308 } }
                  - { name: one, path: /one, redirect: /app/ }
                  - { name: root, path: /root/, redirect: { to: /, status: 302 } }
                  - { name: far, path: /far/, redirect: { to: "https://far.lab:8443/x/", status: 301 } }
                  - { name: pages, path: /ui/, for: pages, redirect: { to: /, status: 302 } }
                  - { name: ui, path: /ui/, upstream: app }
                  - { name: ollama, path: /ollama/, upstream: app }
                  - { name: calls, path: /ollama/, for: page-calls, upstream: app, strip-prefix: false }
                  - { name: only, path: /only/deep/, for: pages, upstream: app }
                  - { name: below, path: /only/, upstream: app }
                  - { name: all, path: /all/, upstream: app }
                  - { name: not, path: /all/not/, refuse: true }
                  - { name: fixed, path: /fixed/, redirect: { to: /app/login, status: 303 } }
                """.formatted(upstream.address()));
    }

    private static String get(int port, String path) throws Exception {
        try (RawConnection client = RawConnection.to(port)) {
            client.send("GET " + path
                    + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\napi-key: mine\r\n\r\n");
            return client.readMessage();
        }
    }

    @Test
    void aListenerOfItsOwn() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream)) {
            int port = gateway.port("app-port");
            assertThat(get(port, "/app/x")).startsWith("HTTP/1.1 200");
            assertThat(upstream.received()).startsWith("GET /app/x HTTP/1.1\r\n");
            assertThat(get(port, "/v1/models")).startsWith("HTTP/1.1 200");
            assertThat(get(gateway.port(), "/elsewhere")).startsWith("HTTP/1.1 404");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/old/x/y?a=b, 308, /app/x/y?a=b",
        "/old, 308, /old/",
        "/one?a=b, 307, /app/?a=b",
        "/root/x?a=/b, 302, /x?a=/b",
        "/root//evil.example/x, 302, /evil.example/x",
        "/root/, 302, /",
        "/root/?a, 302, /?a",
        "/far/y?z, 301, https://far.lab:8443/x/y?z",
        "/fixed/y?z, 303, /app/login?z"
    })
    void redirects(String path, int status, String location) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream)) {
            String answer = get(gateway.port(), path);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            assertThat(RawConnection.header(answer, "location")).isEqualTo(location);
        }
    }

    /** Where a GET with {@code header} is sent, or the answer's status. */
    private String sent(String path, String header) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n");
            String answer = client.readMessage();
            return answer.startsWith("HTTP/1.1 200") ? upstream.received().split(" ")[1] : answer.split(" ")[1];
        }
    }

    @Test
    void tellsPagesAndTheirCallsFromOthers() throws Exception {
        assertThat(sent("/ui/x", "Sec-Fetch-Mode: navigate")).isEqualTo("302");
        assertThat(sent("/ui/x", "Accept: application/json")).isEqualTo("/x");
        assertThat(sent("/ollama/api/tags", "Referer: http://localhost/")).isEqualTo("/ollama/api/tags");
        assertThat(sent("/ollama/api/tags", "Accept: */*")).isEqualTo("/api/tags");
    }

    @Test
    void refusesWhatAWiderRouteWouldTake() throws Exception {
        assertThat(sent("/all/x", "Accept: */*")).isEqualTo("/x");
        assertThat(sent("/all/not/x", "Accept: */*")).isEqualTo("404");
    }

    @Test
    void goesOnToShorterPathsForOtherKinds() throws Exception {
        assertThat(sent("/only/deep/x", "Sec-Fetch-Mode: navigate")).isEqualTo("/x");
        assertThat(sent("/only/deep/x", "Accept: */*")).isEqualTo("/deep/x");
        assertThat(sent("/only/deep", "Accept: */*")).isEqualTo("/deep");
    }

    @Test
    void changesTheHeadersOfRequests() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream)) {
            assertThat(get(gateway.port(), "/app/x")).startsWith("HTTP/1.1 200");
            String head = upstream.received();
            assertThat(RawConnection.header(head, "host")).isEqualTo("app.lab");
            assertThat(RawConnection.header(head, "api-key")).isEqualTo("secret");
            assertThat(RawConnection.header(head, "x-forwarded-proto")).isEqualTo("https");
            assertThat(RawConnection.header(head, "x-forwarded-host")).isEqualTo("localhost");
            assertThat(head).doesNotContainIgnoringCase("origin").doesNotContain("mine");
        }
    }
}
