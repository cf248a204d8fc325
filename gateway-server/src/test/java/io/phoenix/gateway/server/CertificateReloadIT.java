package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are renewed under a gateway that goes on serving. */
@Timeout(60)
final class CertificateReloadIT {

    private static final String REQUEST = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    Path directory;

    private final Path certificates;
    private final TestAuthority authority;

    CertificateReloadIT(@TempDir Path certificates) throws Exception {
        this.certificates = certificates;
        authority = new TestAuthority();
    }

    private TestGateway gateway() throws Exception {
        return TestGateway.start(directory, """
                hosts: [localhost]
                listeners: [{ name: https, address: "127.0.0.1:0", tls: true }]
                tls: { directory: "%s", reload-interval: 20ms }
                admin: { address: "127.0.0.1:0" }
                routes: [{ name: models, path: /v1/models, list-models: true }]
                """.formatted(certificates));
    }

    private RawConnection connect(TestGateway gateway) throws Exception {
        return RawConnection.tls(gateway.port("https"), authority.client(), "localhost");
    }

    private Certificate shown(TestGateway gateway) throws Exception {
        try (RawConnection client = connect(gateway)) {
            return shown(client);
        }
    }

    private static Certificate shown(RawConnection client) throws Exception {
        return ((SSLSocket) client.socket()).getSession().getPeerCertificates()[0];
    }

    @Test
    void aRenewedCertificateIsTakenUnderLoadAndNothingBreaks() throws Exception {
        authority.write(certificates, "a", "localhost");
        AtomicBoolean renewed = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try (TestGateway gateway = gateway();
                RawConnection before = connect(gateway)) {
            Certificate old = shown(before);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                counts.add(clients.submit(() -> {
                    int answered = 0;
                    while (!renewed.get() || answered < 50) {
                        try (RawConnection client = connect(gateway)) {
                            for (int n = 0; n < 5; n++) {
                                assertThat(client.send(REQUEST).readMessage()).startsWith("HTTP/1.1 200");
                                answered++;
                            }
                        }
                    }
                    return answered;
                }));
            }
            authority.write(certificates, "a", "localhost");
            await().until(() -> !shown(gateway).equals(old));
            renewed.set(true);
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isGreaterThanOrEqualTo(50);
            }
            assertThat(before.send(REQUEST).readMessage()).startsWith("HTTP/1.1 200");
            assertThat(shown(before)).isEqualTo(old);
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aHalfWrittenPairKeepsTheOldOneAndIsTakenOnceItIsWhole(@TempDir Path written) throws Exception {
        authority.write(certificates, "a", "localhost");
        authority.write(written, "a", "localhost");
        try (TestGateway gateway = gateway()) {
            Certificate old = shown(gateway);
            Files.copy(written.resolve("a.crt"), certificates.resolve("a.crt"), StandardCopyOption.REPLACE_EXISTING);
            Path log = directory.resolve("logs/error.log");
            await().until(() -> Files.readString(log).contains("a.key: is not the key of a.crt"));
            assertThat(shown(gateway)).isEqualTo(old);

            Files.copy(written.resolve("a.key"), certificates.resolve("a.key"), StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> !shown(gateway).equals(old));
            List<String> lines = gateway.stopAndReadLog("error.log");
            assertThat(lines)
                    .filteredOn(line -> line.contains("what was read before stays in force"))
                    .hasSizeBetween(1, 2)
                    .doesNotHaveDuplicates();
            assertThat(lines)
                    .anyMatch(line -> line.contains("every certificate and key can be used again"))
                    .anyMatch(line -> line.contains("certificate a is new"));
        }
    }

    @Test
    void saysHowLongACertificateIsStillGood() throws Exception {
        authority.write(certificates, "a", "localhost");
        try (TestGateway gateway = gateway()) {
            Gauge left = new Gauge(gateway, "gateway_tls_certificate_expiry_seconds{name=\"a\"}");
            assertThat(left.value()).isBetween(1.0, 21 * 86_400.0);
            assertThat(gateway.stopAndReadLog("error.log"))
                    .anyMatch(line -> line.contains("a.crt: the certificate expires in") && line.contains("WARN"));
        }
    }
}
