package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.finding.Finding;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code provision show}: what the files ask for, as tables. */
@Command(
        name = "show",
        description = "Shows the containers and volumes that the operator's files ask for; looks at nothing else.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin
    private final InputFiles files = new InputFiles();

    ShowCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
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
            out.print(DesiredTables.of(desired));
            return ExitCode.DONE;
        } catch (IOException e) {
            err.println("provision: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
