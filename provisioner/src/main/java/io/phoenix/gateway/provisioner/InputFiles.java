package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.check.Checks;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.host.FailureText;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.reading.GatewayFile;
import io.phoenix.gateway.provisioner.reading.GatewayFileReader;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the operator's files, which every command has, and the way from them to records. */
final class InputFiles {
    /** Readers refuse files that are longer than 4 MiB. */
    private static final int ENOUGH = 5 << 20;

    private static final String CONTAINERS = "phoenix_lxc_configs.json";

    @Option(
            names = "--hypervisor",
            paramLabel = "FILE",
            defaultValue = "/usr/local/phoenix_hypervisor/etc/phoenix_hypervisor_config.json",
            description = "The host, its storage and the shared volumes. Default: ${DEFAULT-VALUE}.")
    private Path hypervisor = Path.of("");

    @Option(
            names = "--containers",
            paramLabel = "FILE",
            description = "The containers. Default: " + CONTAINERS + " beside the first file.")
    private @Nullable Path containers;

    @Option(
            names = {"--gateway", "--gateway-config"},
            paramLabel = "FILE",
            description = "The gateway's configuration: it is compared with the containers, and deploy deploys it.")
    private @Nullable Path gateway;

    /**
     * What the files ask for.
     *
     * @throws InvalidInputException if they have errors, with all of them
     */
    Desired desired() throws IOException {
        Findings findings = new Findings();
        Setup setup = read(findings);
        Desired desired = setup == null ? null : setup.desired();
        if (desired == null) {
            throw new InvalidInputException(findings.sorted().stream()
                    .filter(finding -> finding.severity() == Severity.ERROR)
                    .map(Finding::toString)
                    .collect(Collectors.joining(System.lineSeparator())));
        }
        return desired;
    }

    /** What the files say; null if one of them is no JSON, or no YAML, for which an error was added. */
    @Nullable
    Setup read(Findings findings) throws IOException {
        Path second = containers == null ? hypervisor.resolveSibling(CONTAINERS) : containers;
        // All are read before any is given up, so that one run tells everything.
        Document host = JsonReader.read(hypervisor.toString(), bytes(hypervisor), findings);
        Document lxc = JsonReader.read(second.toString(), bytes(second), findings);
        GatewayFile door =
                gateway == null ? null : GatewayFileReader.read(gateway.toString(), bytes(gateway), findings);
        if (host == null || lxc == null) {
            return null;
        }
        Setup setup = Setup.read(host, lxc, door);
        Checks.run(setup);
        return setup;
    }

    /** The gateway's configuration, or null if none is named. */
    @Nullable
    Path gateway() {
        return gateway;
    }

    /** Its content, or an error that names it; of a file that is too long for every reader, as much as shows that. */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ENOUGH);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + FailureText.reason(e), e);
        }
    }
}
