package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.host.BusyException;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that reads the files and then looks at the host: what all of them do with errors. */
abstract class HostCommand implements Callable<Integer> {
    private final Hosts hosts;
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin
    private final InputFiles files = new InputFiles();

    @Mixin
    private final HostOptions options = new HostOptions();

    HostCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        this.hosts = hosts;
        this.out = out;
        this.err = err;
    }

    /** Does the command's work; returns the exit code. */
    abstract int run(Desired desired, Host host) throws IOException, InterruptedException;

    final PrintWriter out() {
        return out;
    }

    final PrintWriter err() {
        return err;
    }

    final HostOptions options() {
        return options;
    }

    @Override
    public final Integer call() throws InterruptedException {
        try {
            Findings findings = new Findings();
            Setup setup = files.read(findings);
            Desired desired = setup == null ? null : setup.desired();
            if (desired == null) {
                findings.sorted().stream()
                        .filter(finding -> finding.severity() == Severity.ERROR)
                        .map(Finding::toString)
                        .forEach(err::println);
                return ExitCode.INVALID_INPUT;
            }
            return run(desired, hosts.open(options.backend()));
        } catch (BusyException e) {
            err.println("provision: " + e.getMessage());
            return ExitCode.BUSY;
        } catch (IOException e) {
            err.println("provision: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
