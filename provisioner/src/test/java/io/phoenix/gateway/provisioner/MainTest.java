package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.JsonReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line: output and exit codes. */
final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... arguments) {
        Hosts none = backend -> {
            throw new IOException("this host has no containers");
        };
        return Main.execute(none, new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private Path broken() throws IOException {
        Example example = Example.SOUND.with("host", "/mnt/pve/tank/data/beta", "beta");
        Files.writeString(folder.resolve("host.json"), example.host());
        Files.writeString(folder.resolve("phoenix_lxc_configs.json"), example.containers());
        return folder.resolve("host.json");
    }

    @Test
    void theOperatorsFilesAreFine() {
        assertThat(run("validate", "--hypervisor", ConfFolder.HYPERVISOR.toString()))
                .isZero();
        assertThat(out.toString()).contains("9 volumes and 9 containers in order; 0 errors, ");
    }

    @Test
    void filesWithErrors() throws IOException {
        assertThat(run("validate", "--hypervisor", broken().toString())).isEqualTo(3);
        assertThat(out.toString())
                .contains("host.json:17:28: error: shared_volumes.beta.host_path: \"beta\" is not an absolute path")
                .endsWith("1 volume and 3 containers in order; 1 error, 0 warnings" + System.lineSeparator());
    }

    @Test
    void findingsAsJson() throws IOException {
        assertThat(run("validate", "--json", "--hypervisor", broken().toString()))
                .isEqualTo(3);
        assertThat(JsonReader.read("out", out.toString().getBytes(StandardCharsets.UTF_8), new Findings()))
                .isNotNull();
        assertThat(out.toString())
                .contains("\"version\" : 1", "\"errors\" : 1", "\"line\" : 17", "\"column\" : 28")
                .contains("\"path\" : \"shared_volumes.beta.host_path\"");
    }

    @Test
    void aFileThatDoesNotExist() {
        assertThat(run("validate", "--hypervisor", folder.resolve("none.json").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none.json does not exist");
    }

    @Test
    void filesThatAreNoFilesOrHaveNoEnd() {
        assertThat(run("validate", "--hypervisor", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(folder + " cannot be read: Is a directory");
        assertThat(run("validate", "--hypervisor", "/dev/zero", "--containers", ConfFolder.CONTAINERS.toString()))
                .isEqualTo(3);
        assertThat(out.toString()).contains("/dev/zero: error: is longer than 4 MiB");
    }

    @Test
    void byteOrderMarksAndWindowsLineEndsAreNoErrors() throws IOException {
        Files.writeString(
                folder.resolve("host.json"), "\ufeff" + Example.SOUND.host().replace("\n", "\r\n"));
        Files.writeString(
                folder.resolve("phoenix_lxc_configs.json"),
                "\ufeff" + Example.SOUND.containers().replace("\n", "\r\n"));
        assertThat(run("validate", "--hypervisor", folder.resolve("host.json").toString()))
                .isZero();
        assertThat(out.toString()).contains("2 volumes and 3 containers in order; 0 errors, 0 warnings");
    }

    @Test
    void aFileThatIsDeeperThanAnyConfiguration() throws IOException {
        Files.writeString(folder.resolve("host.json"), "[".repeat(100_000));
        Files.writeString(folder.resolve("phoenix_lxc_configs.json"), Example.SOUND.containers());
        assertThat(run("validate", "--hypervisor", folder.resolve("host.json").toString()))
                .isEqualTo(3);
        assertThat(out.toString())
                .contains("host.json: error: is nested deeper, or has a longer number or name, than any configuration");
    }

    @Test
    void wrongUsage() {
        assertThat(run("validate", "--hypervizor", "x")).isEqualTo(64);
    }

    @Test
    void showsWhatIsAskedFor() {
        assertThat(run(
                        "show",
                        "--hypervisor",
                        ConfFolder.HYPERVISOR.toString(),
                        "--containers",
                        ConfFolder.CONTAINERS.toString(),
                        "--gateway",
                        ConfFolder.GATEWAY.toString()))
                .isZero();
        assertThat(out.toString())
                .containsPattern("953 +Nginx-VscodeRag +10\\.0\\.0\\.153/24 .*/logs/nginx \\(rw\\), /ssl \\(ro\\)")
                .containsPattern("vllm_models .*950:/vllm_models, 951:/vllm_models");
    }

    @Test
    void showsTheFilesAloneWhereThereIsNoHost() {
        assertThat(run("show", "--hypervisor", ConfFolder.HYPERVISOR.toString(), "--only", "953"))
                .isZero();
        assertThat(out.toString())
                .startsWith("CT   NAME ")
                .doesNotContain("n8n")
                .contains("nginx_logs");
        assertThat(err.toString()).contains("only the files are shown: this host has no containers");
        assertThat(run("show", "--hypervisor", ConfFolder.HYPERVISOR.toString(), "--backend", "lxc"))
                .as("what was asked for by name is not left out")
                .isEqualTo(1);
    }

    @Test
    void showsNothingOfFilesWithErrors() throws IOException {
        assertThat(run("show", "--hypervisor", broken().toString())).isEqualTo(3);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("shared_volumes.beta.host_path");
    }
}
