package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.doctor.Doctor;
import io.phoenix.gateway.provisioner.doctor.Result;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.Entrance;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.reading.YamlValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code provision doctor}: which hop between clients and services fails, why, and what mends it. */
@Command(
        name = "doctor",
        description = "Looks at every hop to every service and says which fails, why and what mends it; changes"
                + " nothing. Exit code 2 if one fails.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Hosts hosts;
    private final PrintWriter out;
    private final PrintWriter err;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final InputFiles files = new InputFiles();

    @Mixin
    private final DoorOptions doorOptions = new DoorOptions();

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "What has the containers. Default: what the host has; on a machine with none, containers are"
                    + " not looked into.")
    private @Nullable String backend;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "A certificate, or a directory of them, to trust beside the volume ssl_certs; may stand several times.")
    private List<Path> trusted = List.of();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "The gateway's port for plain HTTP, where clients find it at another than it listens on.")
    private @Nullable Integer httpPort;

    @Option(names = "--https-port", paramLabel = "PORT", description = "The same for TLS.")
    private @Nullable Integer httpsPort;

    @Option(names = "--json", description = "Writes the results as JSON.")
    private boolean json;

    DoctorCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        this.hosts = hosts;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Desired desired = files.desired();
        Door door = doorOptions.door(desired);
        List<Result> results = new Doctor(desired, door, containers()).run(trusted, entrances(door));
        out.print(json ? ResultText.json(results) : ResultText.table(results));
        return results.stream().anyMatch(Result::isFailed) ? ExitCode.CHANGES_PENDING : ExitCode.DONE;
    }

    /** By the gateway's own configuration, if it was given, else by the one that is derived. */
    private List<Entrance> entrances(Door door) throws IOException {
        Path file = files.gateway();
        YamlValue root = file == null ? null : YamlValue.read(file.toString(), InputFiles.bytes(file), new Findings());
        List<Entrance> entrances = root == null ? Entrance.of(door) : Entrance.in(root);
        return entrances.stream().map(this::asReached).toList();
    }

    private Entrance asReached(Entrance entrance) {
        Integer other = entrance.hasTls() ? httpsPort : httpPort;
        if (other != null && (other < 1 || other > 65_535)) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "there is no port " + other);
        }
        return other == null ? entrance : entrance.at(other);
    }

    private @Nullable ContainerBackend containers() throws IOException {
        try {
            return hosts.open(backend).containers();
        } catch (IOException e) {
            if (backend != null) {
                throw e;
            }
            err.println("provision: containers are not looked into: " + e.getMessage());
            return null;
        }
    }
}
