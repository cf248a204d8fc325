package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.reading.Setup;

/** Everything that is looked at beyond the form of the files; what is found goes to the findings of the files. */
public final class Checks {
    private Checks() {}

    /** Runs every check on what could be read of {@code setup}. */
    public static void run(Setup setup) {
        new ZfsChecks(setup).run();
        new HostChecks(setup).run();
        new VolumeChecks(setup).run();
        new MountChecks(setup).run();
        new ServiceDataChecks(setup).run();
        new ContainerChecks(setup).run();
        new NetworkChecks(setup).run();
        new CloneChecks(setup).run();
        new GpuChecks(setup).run();
        new PortChecks(setup).run();
        new GatewayChecks(setup).run();
    }
}
