package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.finding.Severity;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code provision validate}: tells everything that is wrong with the files, and touches nothing. */
@Command(
        name = "validate",
        description =
                "Checks the operator's files and tells everything that is wrong with them; looks at nothing else.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    private final PrintWriter out;

    @Mixin
    private final InputFiles files = new InputFiles();

    @Option(names = "--json", description = "Writes the findings as JSON.")
    private boolean json;

    ValidateCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        Findings findings = new Findings();
        Setup setup = files.read(findings);
        if (json) {
            out.println(FindingsJson.of(findings));
        } else {
            findings.sorted().forEach(out::println);
            out.println(summary(setup, findings));
        }
        return findings.count(Severity.ERROR) > 0 ? ExitCode.INVALID_INPUT : ExitCode.DONE;
    }

    private static String summary(@Nullable Setup setup, Findings findings) {
        String read = setup == null
                ? ""
                : count(setup.volumes().size(), "volume") + " and "
                        + count(setup.containers().size(), "container") + " in order; ";
        return read + count(findings.count(Severity.ERROR), "error") + ", "
                + count(findings.count(Severity.WARNING), "warning");
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
