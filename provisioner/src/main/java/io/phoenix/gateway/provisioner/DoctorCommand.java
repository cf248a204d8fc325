package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.doctor.Doctor;
import io.phoenix.gateway.provisioner.doctor.Result;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            defaultValue = "80",
            description = "The gateway's port for plain HTTP. Default: ${DEFAULT-VALUE}.")
    private int httpPort;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            defaultValue = "443",
            description = "The gateway's port for TLS. Default: ${DEFAULT-VALUE}.")
    private int httpsPort;

    @Option(names = "--json", description = "Writes the results as JSON.")
    private boolean json;

    DoctorCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        this.hosts = hosts;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        Findings findings = new Findings();
        try {
            Setup setup = files.read(findings);
            Desired desired = setup == null ? null : setup.desired();
            if (desired == null) {
                findings.sorted().stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .map(Finding::toString)
                        .forEach(err::println);
                return ExitCode.INVALID_INPUT;
            }
            Door door = doorOptions.door(desired);
            List<Result> results = new Doctor(desired, door, containers()).run(trusted, httpPort, httpsPort);
            out.print(json ? ResultText.json(results) : ResultText.table(results));
            return results.stream().anyMatch(Result::isFailed) ? ExitCode.CHANGES_PENDING : ExitCode.DONE;
        } catch (IllegalArgumentException e) {
            err.println("provision: " + e.getMessage());
            return ExitCode.INVALID_INPUT;
        } catch (IOException e) {
            err.println("provision: " + e.getMessage());
            return ExitCode.FAILED;
        }
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
