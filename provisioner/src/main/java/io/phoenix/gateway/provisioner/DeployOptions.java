package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of what changes which gateway serves. */
final class DeployOptions {
    @Mixin
    private final DoorOptions doorOptions = new DoorOptions();

    @Option(
            names = "--health-timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the new gateway may take until it is well. Default: ${DEFAULT-VALUE}.")
    private int patience;

    @Option(names = "--dry-run", description = "Says what would be done, and does nothing. Exit code 2 if there is.")
    private boolean dryRun;

    @Option(names = "--json", description = "Writes what came of it as JSON, and the progress on the error stream.")
    private boolean json;

    boolean isDryRun() {
        return dryRun;
    }

    boolean isJson() {
        return json;
    }

    Duration patience() {
        return Duration.ofSeconds(patience);
    }

    /** The gateway, whose container runs. */
    Door door(Desired desired, Host host) throws IOException, InterruptedException {
        Door door = doorOptions.door(desired);
        int id = door.container().id();
        ObservedContainer now = host.containers().observe(id);
        if (now == null || !now.isRunning()) {
            throw new IOException("the container " + id + (now == null ? " does not exist" : " does not run")
                    + "; bin/provision apply --only " + id + " mends it");
        }
        return door;
    }
}
