package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line: what it prints where, and the exit code. */
@Timeout(60)
final class MainIT {

    private static final String SMALL = """
            hosts: [localhost]
            listeners:
              - { name: http, address: "127.0.0.1:%d" }
            admin: { address: "127.0.0.1:0" }
            upstreams:
              app: { address: "127.0.0.1:1" }
            routes:
              - { name: app, path: /app/, upstream: app }
            """;

    @TempDir
    Path directory;

    @AfterEach
    void backToTheConsole() {
        Logs.toConsole();
    }

    private record Ran(int exitCode, String out, String err) {}

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static Path operatorsConfig() {
        // Maven runs tests in the module, an IDE perhaps in the project.
        Path inModule = Path.of("../conf/gateway.yaml");
        return Files.exists(inModule) ? inModule : Path.of("conf/gateway.yaml");
    }

    @Test
    void checkPassesTheOperatorsConfiguration() {
        Ran ran = run("check", "--no-files", "--config", operatorsConfig().toString());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().strip()).isEqualTo(operatorsConfig() + ": ok, 28 routes, 2 models, 9 upstreams");
        assertThat(ran.exitCode()).isZero();
    }

    /** What the provisioner's own test holds it to deriving from the host's files. */
    @Test
    void checkPassesWhatTheProvisionerDerives() {
        Ran ran = run(
                "check",
                "--no-files",
                "--config",
                "../provisioner/src/test/resources/io/phoenix/gateway/provisioner/derived-gateway.yaml");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void checkLooksAtTheCertificatesUnlessToldNotTo() throws Exception {
        String config = file("tls.yaml", """
                hosts: [localhost]
                listeners:
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { directory: %s }
                upstreams:
                  app: { address: "127.0.0.1:1" }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """.formatted(directory.resolve("no-such-directory")));
        Ran ran = run("check", "--config", config);
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).contains("no-such-directory");
        assertThat(ran.out()).isEmpty();
        assertThat(run("check", "--no-files", "--config", config).exitCode()).isZero();
    }

    @Test
    void checkNamesEveryFileThatIsMissing() throws Exception {
        String config = file("files.yaml", """
                hosts: [localhost]
                listeners:
                  - { name: https, address: "127.0.0.1:0", tls: true }
                tls: { certificates: [{ certificate: a.crt, key: a.key }] }
                upstreams:
                  app: { address: "127.0.0.1:1", tls: { trust: ca.pem } }
                routes:
                  - { name: app, path: /app/, upstream: app }
                """);
        Ran ran = run("check", "--config", config);
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.err()).contains("ca.pem: does not exist").contains("a.crt");
    }

    @Test
    void checkNamesEveryProblemByFileLineAndColumn() throws Exception {
        String config = file(
                "bad.yaml",
                SMALL.formatted(0).replace("path: /app/", "path: app").replace("admin", "admni"));
        for (String command : new String[] {"check", "run"}) {
            Ran ran = run(command, "--config", config);
            assertThat(ran.exitCode()).isEqualTo(3);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err().lines().toList())
                    .anySatisfy(line ->
                            assertThat(line).startsWith(config + ":4:1: ").contains("admni", "admin"))
                    .anySatisfy(line -> assertThat(line).startsWith(config + ":8:24: "))
                    .last()
                    .isEqualTo(config + ": 2 errors");
        }
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        String missing = directory.resolve("missing.yaml").toString();
        for (String command : new String[] {"check", "run"}) {
            Ran ran = run(command, "--config", missing);
            assertThat(ran.exitCode()).isEqualTo(3);
            assertThat(ran.err()).contains(missing).doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    void runSaysWhyItCannotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String logs = "logs: { directory: \"" + directory.resolve("logs") + "\" }\n";
            Ran ran = run("run", "--config", file("taken.yaml", SMALL.formatted(taken.getLocalPort()) + logs));
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).startsWith("gateway: ").contains("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void runListensElsewhereWhenItIsTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String logs = "logs: { directory: \"" + directory.resolve("logs") + "\" }\n";
            String config = file("elsewhere.yaml", SMALL.formatted(0) + logs);
            String there = "127.0.0.1:" + taken.getLocalPort();
            assertThat(run("run", "--config", config, "--listen", "http=" + there)
                            .err())
                    .contains(there);
            Ran unknown = run("run", "--config", config, "--listen", "https=" + there);
            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.err()).contains("no listener is called https; there are [http]");
        }
    }

    /** Said in the plain way it is read apart from all others, and must be understood alike. */
    @Test
    void runHasItsAdminListenerElsewhereHoweverItIsTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String logs = "logs: { directory: \"" + directory.resolve("logs") + "\" }\n";
            String config = file("admin.yaml", SMALL.formatted(0) + logs);
            String there = "127.0.0.1:" + taken.getLocalPort();
            Ran plain = run("run", "--config", config, "--admin", there);
            assertThat(plain).isEqualTo(run("run", "--admin=" + there, "--config=" + config));
            assertThat(plain.exitCode()).isEqualTo(1);
            assertThat(plain.err()).contains("the admin listener cannot bind " + there);
            Ran wrong = run("run", "--config", config, "--admin", "9090");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("'9090' is no HOST:PORT");
        }
    }

    @Test
    void runSaysThatItsLogsCannotBeWritten() throws Exception {
        String blocked = file("blocked", "");
        String logs = "logs: { directory: \"" + blocked + "/logs\" }\n";
        Ran ran = run("run", "--config", file("logs.yaml", SMALL.formatted(0) + logs));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err()).startsWith("gateway: the log directory " + blocked + "/logs ");
    }

    @Test
    void demoSaysThatItCannotBind() {
        Ran ran = run("demo", "--bind", "192.0.2.1");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("gateway: ").contains("192.0.2.1");
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        for (String[] arguments :
                new String[][] {{"serve"}, {"check"}, {"run"}, {"check", "--confg", "x"}, {"run", "x"}, {}}) {
            Ran ran = run(arguments);
            assertThat(ran.exitCode()).as(String.join(" ", arguments)).isEqualTo(2);
            assertThat(ran.err()).contains("Usage: gateway");
            assertThat(ran.out()).isEmpty();
        }
    }

    @Test
    void helpsAndTellsItsVersion() {
        Ran help = run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: gateway", "run", "check", "demo");
        assertThat(run("run", "--help").out()).contains("--config=FILE");
        assertThat(run("help", "check").out()).contains("--no-files");
        Ran version = run("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("Phoenix Gateway ").contains("Java ", "transport ", "TLS by ");
        assertThat(help.err() + version.err()).isEmpty();
    }
}
