package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Executor;
import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.StateDirectory;
import io.phoenix.gateway.provisioner.apply.StepFailedException;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.plan.History;
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
import picocli.CommandLine.Parameters;

/** {@code provision apply}: brings the host to what the files ask for. */
@Command(
        name = "apply",
        description = "Brings the host to what the files ask for, and looks whether it is.",
        mixinStandardHelpOptions = true)
final class ApplyCommand extends HostCommand {
    @Mixin
    private final PolicyOptions policies = new PolicyOptions();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description =
                    "A plan that was kept by plan --out: it is carried out only if it would be the same today, and its options hold.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Writes what came of it as JSON, and the progress on the error stream.")
    private boolean json;

    ApplyCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        super(hosts, out, err);
    }

    @Override
    int run(Desired desired, Host host) throws IOException, InterruptedException {
        try (StateDirectory state = StateDirectory.open(options().state());
                ProgressDisplay progress = ProgressDisplay.on(json ? err() : out())) {
            PlanFile kept = file == null ? null : PlanFile.read(file);
            Policy policy = policy(desired, kept, state.journal().history());
            Observed observed = host.observe(desired);
            Plan plan = Planner.plan(desired, observed, policy);
            if (kept != null) {
                kept.compare(plan, policy);
            }
            int changed;
            try {
                changed = new Executor(host, observed, state.journal(), progress).apply(plan);
            } catch (StepFailedException e) {
                return failed(desired, host, policy, e);
            }
            // What was just removed is no longer among those that were added.
            Policy afterwards = policy(desired, kept, state.journal().history());
            return done(changed, Planner.plan(desired, host.observe(desired), afterwards));
        }
    }

    private Policy policy(Desired desired, @Nullable PlanFile kept, History history) {
        return kept == null ? policies.policy(options().scope(desired), history) : kept.policy(history);
    }

    private int failed(Desired desired, Host host, Policy policy, StepFailedException e)
            throws IOException, InterruptedException {
        err().println("provision: " + e.getMessage());
        err().println("provision: stopped there, after "
                + (e.stepsDone() == 0 ? "no change" : e.stepsDone() + " that stay")
                + "; when the cause is mended, apply again goes on from what there is");
        if (json) {
            Plan rest = Planner.plan(desired, host.observe(desired), policy);
            out().println(PlanJson.of(e.stepsDone(), e.getMessage(), rest));
        }
        if (e.stepsDone() > 0) {
            return ExitCode.PARTLY_APPLIED;
        }
        return e.isBusy() ? ExitCode.BUSY : ExitCode.FAILED;
    }

    /** Every step was done and looked at; nothing may be left for another plan. */
    private int done(int changed, Plan rest) {
        if (json) {
            out().println(PlanJson.of(changed, null, rest));
        } else {
            out().print(PlanText.of(rest));
        }
        if (!rest.steps().isEmpty()) {
            err().println("provision: every step was done, but the host is not as it should be");
            return ExitCode.PARTLY_APPLIED;
        }
        if (rest.isLocked()) {
            return ExitCode.BUSY;
        }
        return rest.isConverged() ? ExitCode.DONE : ExitCode.CHANGES_PENDING;
    }
}
