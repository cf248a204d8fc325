package io.phoenix.gateway.provisioner.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at on the host, before the container is touched. */
final class DeployInputTest {
    @TempDir
    private Path directory;

    private Path release(String name, String sum) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "content");
        Files.writeString(Path.of(file + ".sha256"), sum + "  " + name + "\n");
        return file;
    }

    @Test
    void aReleaseIsWhatItsHashSays() throws IOException {
        String sum = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
        ReleaseFile release = ReleaseFile.of(release("phoenix-gateway-0.1.0-4c8bad.tar.gz", sum));
        assertThat(release.version()).isEqualTo("0.1.0-4c8bad");
        assertThat(release.sha256()).isEqualTo(sum);
        Path other = release("phoenix-gateway-0.2.0.tar.gz", "00" + sum.substring(2));
        assertThatThrownBy(() -> ReleaseFile.of(other))
                .isInstanceOf(DeployException.class)
                .hasMessageContaining("is not what was built: its SHA-256 is " + sum);
        Files.delete(Path.of(other + ".sha256"));
        assertThatThrownBy(() -> ReleaseFile.of(other)).hasMessageContaining(".sha256 does not exist: bring it too");
        assertThatThrownBy(() -> ReleaseFile.of(directory.resolve("phoenix-gateway-1.tar.gz")))
                .hasMessageEndingWith("does not exist");
        assertThatThrownBy(() -> ReleaseFile.of(directory.resolve("gateway;rm -rf.tar.gz")))
                .hasMessageContaining("is no phoenix-gateway-VERSION.tar.gz");
    }

    private static DoorConfig config(String... lines) throws DeployException {
        return DoorConfig.of("gateway.yaml", String.join("\n", lines).getBytes(UTF_8));
    }

    @Test
    void everyListenerThatTwoCannotShareIsNamed() {
        assertThatThrownBy(() -> config(
                        "listeners:",
                        "  - { name: http, address: \"0.0.0.0:80\" }",
                        "  - { name: in, address: \"0.0.0.0:81\", reuse-port: true }",
                        "  - { name: https, address: \"0.0.0.0:443\", reuse-port: false }"))
                .hasMessageContaining("gateway.yaml:2:5: error: listeners.http: needs reuse-port: true")
                .hasMessageContaining("gateway.yaml:4:5: error: listeners.https: ")
                .hasMessageNotContaining("listeners.in");
        assertThatThrownBy(() -> config("listeners: ]")).hasMessageContaining("not valid YAML");
    }

    @Test
    void instancesHaveAdminPortsOfTheirOwn() throws DeployException {
        assertThat(config("listeners: []").admin(1)).isEqualTo("127.0.0.1:9091");
        DoorConfig own =
                config("listeners: [{ name: http, reuse-port: true }]", "admin: { address: \"10.0.0.153:7000\" }");
        assertThat(own.admin(0)).isEqualTo("10.0.0.153:7000");
        assertThat(own.admin(2)).isEqualTo("10.0.0.153:7002");
        assertThat(own.elsewhere("0.0.0.0", 8080)).containsExactly("http=0.0.0.0:8080");
    }

    @Test
    void anEnvironmentIsReadAsItWasWritten() {
        Environment environment =
                new Environment("127.0.0.1:9092", List.of("http=0.0.0.0:8080", "https=0.0.0.0:8081"), 1024);
        assertThat(Environment.parse(environment.text())).isEqualTo(environment);
        assertThat(environment.text())
                .contains("LISTEN=\"--listen=http=0.0.0.0:8080 --listen=https=0.0.0.0:8081\"\n")
                .contains("JAVA_OPTS=\"-Xmx1024m\"\n");
    }
}
