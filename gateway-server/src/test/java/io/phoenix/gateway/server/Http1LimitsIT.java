package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much the head of a request may say, and how long it may take. */
@Timeout(60)
final class Http1LimitsIT {

    private static final String GET = "GET /app/x HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        workers: 1
                        limits:
                          header-timeout: 300ms
                          max-request-line: 256B
                          max-header-size: 512B
                          max-header-count: 5
                        upstreams:
                          app: { address: "%s" }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                        """.formatted(upstream.address()));
    }

    private static RawUpstream ok() throws Exception {
        return RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    @ParameterizedTest
    @CsvSource({
        "200, 10, 1, 200",
        "300, 10, 1, 414",
        "10, 450, 1, 200",
        "10, 600, 1, 431",
        "10, 1, 4, 200",
        "10, 1, 5, 431"
    })
    void limitsTheHead(int target, int value, int count, int status) throws Exception {
        try (RawUpstream upstream = ok();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /app/" + "x".repeat(target) + " HTTP/1.1\r\nHost: localhost\r\n"
                    + ("X-A: " + "x".repeat(value) + "\r\n").repeat(count) + "\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    /** A stream of HTTP/2 is held to the same. */
    @ParameterizedTest
    @CsvSource({
        "200, 10, 1, 200",
        "300, 10, 1, 414",
        "10, 450, 1, 200",
        "10, 600, 1, 431",
        "10, 1, 4, 200",
        "10, 1, 5, 431"
    })
    void limitsTheHeadOfAStream(int target, int value, int count, int status) throws Exception {
        String[] fields = new String[2 * count];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = "x-a";
            fields[i + 1] = "x".repeat(value);
        }
        try (RawUpstream upstream = ok();
                TestGateway gateway = gateway(upstream);
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.get(1, "/app/" + "x".repeat(target), fields);
            assertThat(client.awaitHead(1).status()).hasToString("" + status);
            assertThat(client.get(3, "/none").awaitHead(3).status()).hasToString("404");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void doesNotWaitForTheRestOfAHead(int requestsBefore) throws Exception {
        try (RawUpstream upstream = ok();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            for (int i = 0; i < requestsBefore; i++) {
                assertThat(client.send(GET + "\r\n").readMessage()).startsWith("HTTP/1.1 200 ");
            }
            client.send(GET);
            String answer = client.readToEnd();
            assertThat(answer).startsWith("HTTP/1.1 408 ").containsOnlyOnce("request_timeout");
            assertThat(RawConnection.header(answer, "connection")).isEqualTo("close");
            assertThat(gateway.stopAndReadLog("access.log"))
                    .hasSize(requestsBefore + 1)
                    .last()
                    .asString()
                    .contains(" 408 ", "id=\"" + RawConnection.header(answer, "x-request-id") + "\"");
        }
    }

    @Test
    void saysNothingToAClientThatNeverBegan() throws Exception {
        try (RawUpstream upstream = ok();
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }
}
