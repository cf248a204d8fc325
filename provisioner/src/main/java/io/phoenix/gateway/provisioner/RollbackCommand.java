package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.StateDirectory;
import io.phoenix.gateway.provisioner.deploy.DeployException;
import io.phoenix.gateway.provisioner.deploy.Deployed;
import io.phoenix.gateway.provisioner.deploy.Rollback;
import io.phoenix.gateway.provisioner.desired.Desired;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code provision rollback}: back to what the current deployment took over from. */
@Command(
        name = "rollback",
        description = "Goes back to the deployment that the current one took over from, or to the NGINX that the first"
                + " one replaced.",
        mixinStandardHelpOptions = true)
final class RollbackCommand extends HostCommand {
    @Mixin
    private final DeployOptions deployOptions = new DeployOptions();

    RollbackCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        super(hosts, out, err);
    }

    @Override
    @SuppressWarnings("try") // the state directory is held open and not used: that keeps others from the host
    int run(Desired desired, Host host) throws IOException, InterruptedException {
        DeployReport report = new DeployReport(out(), err(), deployOptions);
        try (StateDirectory lock = StateDirectory.open(options().state());
                ProgressDisplay progress = ProgressDisplay.on(report.progress())) {
            int id = deployOptions.door(desired, host).container().id();
            Rollback rollback = Rollback.of(host.containers(), id, deployOptions.patience(), progress);
            Deployed deployed = deployOptions.isDryRun() ? rollback.preview() : rollback.run();
            progress.over();
            return report.tell(deployed);
        } catch (DeployException e) {
            return report.tell(e);
        }
    }
}
