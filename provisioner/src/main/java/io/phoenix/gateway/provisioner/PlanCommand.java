package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.Journal;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Planner;
import io.phoenix.gateway.provisioner.plan.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code provision plan}: what apply would do. */
@Command(
        name = "plan",
        description = "Shows what apply would do; looks at the host and changes nothing.",
        mixinStandardHelpOptions = true)
final class PlanCommand extends HostCommand {
    @Mixin
    private final PolicyOptions policies = new PolicyOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "Keeps the plan, for apply FILE.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Writes the plan as JSON.")
    private boolean json;

    PlanCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        super(hosts, out, err);
    }

    @Override
    int run(Desired desired, Host host) throws IOException, InterruptedException {
        Policy policy =
                policies.policy(options().scope(desired), new Journal(options().state()).history());
        Plan plan = Planner.plan(desired, host.observe(desired), policy);
        if (file != null) {
            PlanFile.write(file, plan, policy);
        }
        if (json) {
            out().println(PlanJson.of(plan));
        } else {
            out().print(PlanText.of(plan));
        }
        return plan.isConverged() ? ExitCode.DONE : ExitCode.CHANGES_PENDING;
    }
}
