package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many connections clients may have, and how long one may be used. */
@Timeout(60)
final class ConnectionLimitsIT {

    private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path directory;

    private TestGateway gateway(String limits) throws Exception {
        TestAuthority authority = new TestAuthority();
        authority.write(directory, "a", "localhost");
        return TestGateway.start(directory, """
                hosts: [localhost]
                listeners:
                  - { name: http, address: "127.0.0.1:0" }
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { directory: "%s" }
                admin: { address: "127.0.0.1:0" }
                limits: { %s }
                routes: [{ name: models, path: /v1/models, list-models: true }]
                """.formatted(directory, limits));
    }

    private static String ask(TestGateway gateway) throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            return client.send(GET).send("x".repeat(100_000)).readToEnd();
        }
    }

    @Test
    void oneConnectionTooManyIsToldToComeAgain() throws Exception {
        try (TestGateway gateway = gateway("max-connections: 2")) {
            try (RawConnection first = RawConnection.to(gateway.port());
                    RawConnection second = RawConnection.to(gateway.port())) {
                assertThat(first.send(GET).readMessage()).startsWith("HTTP/1.1 200");
                assertThat(second.send(GET).readMessage()).startsWith("HTTP/1.1 200");
                String refused = ask(gateway);
                assertThat(refused).startsWith("HTTP/1.1 503").contains("too_many_connections");
                assertThat(RawConnection.header(refused, "retry-after")).isEqualTo("5");
                assertThat(RawConnection.header(refused, "connection")).isEqualTo("close");
                try (RawConnection tls = RawConnection.to(gateway.port("https"))) {
                    assertThat(tls.readToEnd()).isEmpty();
                }
                Gauge.refused(gateway, "connections").awaitValue(2);
                assertThat(first.send(GET).readMessage()).startsWith("HTTP/1.1 200");
            }
            await().until(() -> {
                try (RawConnection next = RawConnection.to(gateway.port())) {
                    return next.send(GET).readMessage().startsWith("HTTP/1.1 200");
                }
            });
        }
    }

    @Test
    void oneAddressMayNotHaveThemAll() throws Exception {
        try (TestGateway gateway = gateway("max-connections-per-address: 1");
                RawConnection first = RawConnection.to(gateway.port())) {
            assertThat(first.send(GET).readMessage()).startsWith("HTTP/1.1 200");
            assertThat(ask(gateway)).startsWith("HTTP/1.1 429").contains("retry-after", "from your address");
            Gauge.refused(gateway, "address").awaitValue(1);
        }
    }

    @Test
    void theLastRequestOfAConnectionIsToldSo() throws Exception {
        try (TestGateway gateway = gateway("max-requests-per-connection: 2");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send(GET + GET + GET);
            assertThat(RawConnection.header(client.readMessage(), "connection")).isNull();
            String last = client.readMessage();
            assertThat(last).startsWith("HTTP/1.1 200");
            assertThat(RawConnection.header(last, "connection")).isEqualTo("close");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void withoutALimitTheOpenFilesGiveOne() throws Exception {
        try (TestGateway gateway = gateway("max-body: 1MiB")) {
            assertThat(gateway.stopAndReadLog("error.log"))
                    .anyMatch(line -> line.matches(".*at most \\d+ client connections, \\d+ files may be open"));
        }
    }
}
