package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.Journal;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Planner;
import io.phoenix.gateway.provisioner.plan.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code provision check}: whether the host is still as the files ask for. */
@Command(
        name = "check",
        description = "Tells what on the host is not as the files ask for; changes nothing.",
        mixinStandardHelpOptions = true)
final class CheckCommand extends HostCommand {
    @Option(names = "--json", description = "Writes what is found as a plan in JSON.")
    private boolean json;

    CheckCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        super(hosts, out, err);
    }

    @Override
    int run(Desired desired, Host host) throws IOException, InterruptedException {
        Policy policy =
                Policy.looking(options().scope(desired), new Journal(options().state()).history());
        Plan plan = Planner.plan(desired, host.observe(desired), policy);
        if (json) {
            out().println(PlanJson.of(plan));
        } else {
            out().print(PlanText.drift(plan));
        }
        return plan.isConverged() ? ExitCode.DONE : ExitCode.CHANGES_PENDING;
    }
}
