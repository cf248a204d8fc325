package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line, short of serving. */
final class MainIT {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void theOperatorsConfigurationIsValid() {
        assertThat(run("check", "--no-files", "--config", "../conf/gateway.yaml"))
                .isZero();
        assertThat(out.toString()).isEqualTo("../conf/gateway.yaml: ok, 10 routes, 2 models, 8 upstreams\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyErrorIsToldWithItsPlace() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.yaml"), """
                hosts: [localhost]
                listeners:
                  - { name: http, address: 127.0.0.1 }
                upstreams:
                  app: { address: "127.0.0.1:9", conect-timeout: 3s }
                routes:
                  - { name: app, path: /app/, upstream: ap }
                """);
        assertThat(run("check", "--config", file.toString())).isEqualTo(3);
        assertThat(err.toString())
                .contains(file + ":3:")
                .contains(file + ":5:")
                .contains("did you mean \"connect-timeout\"?")
                .contains(file + ":7:")
                .contains("no upstream is named \"ap\"; there are app")
                .endsWith("3 errors\n");
        assertThat(run("run", "--config", file.toString())).isEqualTo(3);
    }

    @Test
    void missingFilesAndCertificatesAreNamed() throws Exception {
        assertThat(run("check", "--config", directory.resolve("none.yaml").toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("none.yaml");
        Path file = Files.writeString(directory.resolve("tls.yaml"), """
                hosts: [localhost]
                listeners:
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { certificates: [{ certificate: a.crt, key: a.key }] }
                upstreams:
                  app: { address: "127.0.0.1:9", tls: { trust: ca.pem } }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """);
        assertThat(run("check", "--config", file.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("ca.pem: does not exist").contains("a.crt");
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("serve")).isEqualTo(2);
        assertThat(run("run")).isEqualTo(2);
        assertThat(err.toString()).contains("--config");
    }

    @Test
    void helpAndVersionAreOnStandardOutput() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("demo", "run", "check");
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("Phoenix Gateway", "TLS by");
    }
}
