package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Executor;
import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.StateDirectory;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.plan.ByHand;
import io.phoenix.gateway.provisioner.plan.Plan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code provision adopt}: makes containers that exist ours, and changes nothing else of them. */
@Command(
        name = "adopt",
        description = "Marks containers that exist as this program's, so that plan and apply look after them.",
        mixinStandardHelpOptions = true)
final class AdoptCommand extends HostCommand {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Containers that the files have too.")
    private List<Integer> ids = List.of();

    AdoptCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        super(hosts, out, err);
    }

    @Override
    int run(Desired desired, Host host) throws IOException, InterruptedException {
        try (StateDirectory state = StateDirectory.open(options().state());
                ProgressDisplay progress = ProgressDisplay.on(out())) {
            Observed observed = host.observe(desired);
            List<ContainerChange> changes = new ArrayList<>();
            for (int id : ids) {
                ObservedContainer now = observed.containers().get(id);
                if (!desired.containers().containsKey(id)) {
                    throw new IOException("the files have no container " + id);
                }
                if (now == null) {
                    throw new IOException("the host has no container " + id + "; apply would make it");
                }
                if (!now.isOwned()) {
                    changes.add(new ContainerChange.Adopt(id));
                }
            }
            Plan plan = ByHand.plan(changes, "mark", "none", "ours", "remove the mark");
            int changed = new Executor(host, observed, state.journal(), progress).apply(plan);
            out().println(changed + " of " + ids.size() + " adopted, the others were ours; now look at a plan");
            return ExitCode.DONE;
        }
    }
}
