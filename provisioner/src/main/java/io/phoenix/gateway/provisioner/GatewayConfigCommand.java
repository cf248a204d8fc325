package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.gatewayconfig.Comparison;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.GatewayYaml;
import io.phoenix.gateway.provisioner.reading.YamlValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code provision gateway-config}: the gateway's configuration out of the host's files, so that no address is kept
 * twice.
 */
@Command(
        name = "gateway-config",
        description = "Derives the gateway's configuration from the operator's files, or says where an existing one"
                + " disagrees with them (exit code 2).",
        mixinStandardHelpOptions = true)
final class GatewayConfigCommand implements Callable<Integer> {
    private final PrintWriter out;

    @Mixin
    private final InputFiles files = new InputFiles();

    @Mixin
    private final DoorOptions options = new DoorOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write. Default: the standard output.")
    private @Nullable Path target;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "Writes nothing, but tells where this configuration says something else than the files.")
    private @Nullable Path existing;

    @Option(names = "--json", description = "Writes the disagreements as JSON.")
    private boolean json;

    GatewayConfigCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        Door door = options.door(files.desired());
        return existing == null ? write(door) : compare(existing, door);
    }

    private int write(Door door) throws IOException {
        String text = GatewayYaml.of(door);
        if (target == null) {
            out.print(text);
        } else {
            Files.writeString(target, text);
        }
        return ExitCode.DONE;
    }

    private int compare(Path file, Door door) throws IOException {
        Findings found = new Findings();
        YamlValue root = YamlValue.read(file.toString(), InputFiles.bytes(file), found);
        if (root != null) {
            Comparison.run(file.toString(), root, door, found);
        }
        if (json) {
            out.println(FindingsJson.of(found));
        } else {
            found.sorted().forEach(out::println);
            int count = found.count(Severity.WARNING);
            out.println(
                    count == 0
                            ? file + " says what the files say"
                            : file + " disagrees with the files in " + count + (count == 1 ? " place" : " places"));
        }
        if (root == null) {
            return ExitCode.INVALID_INPUT;
        }
        return found.count(Severity.WARNING) == 0 ? ExitCode.DONE : ExitCode.CHANGES_PENDING;
    }
}
