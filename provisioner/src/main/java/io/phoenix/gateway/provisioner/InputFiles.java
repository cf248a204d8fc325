package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.check.Checks;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonReader;
import io.phoenix.gateway.provisioner.reading.GatewayFile;
import io.phoenix.gateway.provisioner.reading.GatewayFileReader;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the operator's files, which every command has, and the way from them to records. */
final class InputFiles {
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
            names = "--gateway",
            paramLabel = "FILE",
            description = "The gateway's configuration, whose addresses are compared with the containers.")
    private @Nullable Path gateway;

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

    /** Its content, or an error that names it. */
    static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
