package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Executor;
import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.StateDirectory;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.plan.ByHand;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code provision destroy}: removes one container of ours, and never what is in a volume. */
@Command(
        name = "destroy",
        description = "Destroys a container of this program's with its root disk. What is in volumes stays, always.",
        mixinStandardHelpOptions = true)
final class DestroyCommand extends HostCommand {
    @Parameters(paramLabel = "ID", description = "The container.")
    private int id;

    @Option(names = "--confirm", paramLabel = "ID", description = "The same id again; without it nothing is done.")
    private @Nullable Integer confirmed;

    @Option(names = "--stop", description = "Stops it first, if it runs.")
    private boolean stop;

    @Option(
            names = "--storage-volume",
            paramLabel = "VOLUME",
            description = "A volume of a storage that it has beside its root disk, and that goes with it.")
    private List<String> storageVolumes = List.of();

    DestroyCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        super(hosts, out, err);
    }

    @Override
    int run(Desired desired, Host host) throws IOException, InterruptedException {
        Observed observed = host.observe(desired);
        ObservedContainer now = observed.containers().get(id);
        if (now == null) {
            out().println("There is no container " + id + ".");
            return ExitCode.DONE;
        }
        out().println("Goes: CT " + id + " (" + now.values().hostname() + ") with its root disk of "
                + now.rootDisk().sizeGb() + " GiB on " + now.rootDisk().storage());
        now.storageVolumes().forEach(volume -> out().println("Goes: " + volume));
        now.mounts().values().forEach(mount -> out().println("Stays: " + mount.hostPath()));
        refuse(now);
        if (confirmed == null) {
            out().println("Nothing was done; --confirm " + id + " does it.");
            return ExitCode.CHANGES_PENDING;
        }
        try (StateDirectory state = StateDirectory.open(options().state());
                ProgressDisplay progress = ProgressDisplay.on(out())) {
            Executor executor = new Executor(host, observed, state.journal(), progress);
            if (now.isRunning()) {
                List<ContainerChange> stops = List.of(new ContainerChange.Stop(id));
                executor.apply(ByHand.plan(stops, "state", "running", "stopped", "start it"));
            }
            List<ContainerChange> destruction = List.of(new ContainerChange.Destroy(id, Set.copyOf(storageVolumes)));
            executor.apply(ByHand.plan(destruction, "container", "there", "", "none, but from a backup"));
            return ExitCode.DONE;
        }
    }

    private void refuse(ObservedContainer now) throws IOException {
        if (!now.isOwned()) {
            throw new IOException("CT " + id + " is not ours, and stays");
        }
        if (now.isProtected()) {
            throw new IOException("CT " + id + " is protected, and stays; take the protection away first");
        }
        if (confirmed != null && confirmed != id) {
            throw new IOException("--confirm says " + confirmed + ", and not " + id);
        }
        if (now.isRunning() && !stop) {
            throw new IOException("CT " + id + " runs; stop it, or say --stop");
        }
        List<String> unnamed = now.storageVolumes().stream()
                .filter(volume -> !storageVolumes.contains(volume))
                .toList();
        if (!unnamed.isEmpty()) {
            throw new IOException("CT " + id + " has volumes of storages that would be deleted with it; name each with"
                    + " --storage-volume, or detach it: " + String.join(", ", unnamed));
        }
    }
}
