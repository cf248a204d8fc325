package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on both sides of the whole gateway; the corners are in core's own tests. */
@Timeout(60)
final class TlsIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path directory;

    private final TestAuthority authority;

    TlsIT() throws Exception {
        authority = new TestAuthority();
    }

    private TestGateway gateway(String upstream) throws Exception {
        return TestGateway.start(directory, """
                hosts: ["localhost", "*.lab"]
                listeners:
                  - { name: http, address: "127.0.0.1:0", redirect-to-https: 8443 }
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { directory: "%s", default: b }
                admin: { address: "127.0.0.1:0" }
                upstreams:
                  app: { %s }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """.formatted(directory, upstream));
    }

    private void writeCertificates() throws Exception {
        authority.write(directory, "a", "a.lab");
        authority.write(directory, "b", "b.lab", "localhost");
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, a.lab", "TLSv1.2, a.lab", "TLSv1.3, b.lab", "TLSv1.2, localhost"})
    void theNameThatTheClientAsksForPicksTheCertificate(String protocol, String name) throws Exception {
        writeCertificates();
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    assertThat(RawConnection.header(connection.readHead(), "x-forwarded-proto"))
                            .isEqualTo("https");
                    connection.send(OK);
                });
                TestGateway gateway = gateway("address: \"" + upstream.address() + "\"");
                RawConnection client = RawConnection.tls(gateway.port("https"), authority.client(), name, protocol)) {
            client.send("GET /app/ HTTP/1.1\r\nHost: " + name + "\r\n\r\n");
            assertThat(client.readMessage()).endsWith("ok");
            X509Certificate shown =
                    (X509Certificate) ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
            assertThat(shown.getSubjectAlternativeNames())
                    .anyMatch(san -> san.get(1).equals(name));
        }
    }

    @Test
    void thePlainListenerSendsEverythingToTheOtherOne() throws Exception {
        writeCertificates();
        try (TestGateway gateway = gateway("address: \"127.0.0.1:9\"");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /app/x?y=1 HTTP/1.1\r\nHost: a.lab:8080\r\nContent-Length: 2\r\n\r\nhi");
            String head = client.readHead();
            assertThat(head).startsWith("HTTP/1.1 308");
            assertThat(RawConnection.header(head, "location")).isEqualTo("https://a.lab:8443/app/x?y=1");
            client.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 421");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEndpointMustHaveTheNameThatIsConfigured(boolean right) throws Exception {
        writeCertificates();
        Path root = authority.writeRoot(directory.resolve("."));
        SSLContext server = authority.server("portainer.lab");
        try (RawUpstream upstream = RawUpstream.startTls(server, (connection, n) -> {
                    if (right) {
                        connection.readHead();
                        connection.send(OK);
                    } else {
                        connection.awaitEnd();
                    }
                });
                TestGateway gateway = gateway("address: \"%s\", tls: { trust: \"%s\", server-name: %s }"
                        .formatted(upstream.address(), root, right ? "portainer.lab" : "other.lab"));
                RawConnection client = RawConnection.tls(gateway.port("https"), authority.client(), "localhost")) {
            client.send("GET /app/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String answer = client.readMessage();
            if (right) {
                assertThat(answer).endsWith("ok");
            } else {
                assertThat(answer).startsWith("HTTP/1.1 502").contains("upstream_tls_failed");
                Gauge.connections(gateway).awaitValue(0);
            }
        }
    }
}
