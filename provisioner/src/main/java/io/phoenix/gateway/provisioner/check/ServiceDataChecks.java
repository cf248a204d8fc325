package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Mount;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.reading.GatewayFile;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.List;
import java.util.stream.Collectors;

/** Whether what is mounted is where the service looks, and whether what a service keeps is on a volume at all. */
final class ServiceDataChecks {
    private final Setup setup;

    ServiceDataChecks(Setup setup) {
        this.setup = setup;
    }

    void run() {
        for (Volume volume : setup.volumes().values()) {
            for (Mount mount : volume.mounts()) {
                Container container = setup.containers().get(mount.container());
                if (container != null) {
                    mount(volume, mount, container);
                }
            }
        }
        setup.containers().values().forEach(this::hasVolume);
    }

    private void mount(Volume volume, Mount mount, Container container) {
        GatewayFile gateway = setup.gateway();
        if (gateway != null
                && gateway.hosts()
                        .contains(container.network().address().address().toString())) {
            boolean isUsed = gateway.files().stream().anyMatch(file -> Paths.isAtOrBelow(file, mount.path()));
            if (!isUsed) {
                warn(volume, container, "the gateway's configuration names nothing in " + mount.path());
            }
            return;
        }
        List<KnownService> services = KnownService.of(container);
        if (!services.isEmpty() && services.stream().noneMatch(service -> service.uses(mount.path(), container))) {
            warn(
                    volume,
                    container,
                    "no service uses " + mount.path() + ": "
                            + services.stream()
                                    .map(service -> service.title() + " " + service.habit())
                                    .collect(Collectors.joining("; ")));
        }
    }

    private void warn(Volume volume, Container container, String message) {
        setup.hypervisorFile().warn(Paths.mount(volume.name(), container.id()), message);
    }

    private void hasVolume(Container container) {
        boolean hasOne = setup.volumes().values().stream()
                .flatMap(volume -> volume.mounts().stream())
                .anyMatch(mount -> mount.container() == container.id());
        if (!hasOne && !container.isTemplate()) {
            KnownService.of(container)
                    .forEach(service -> setup.containersFile()
                            .warn(
                                    Paths.container(container.id()),
                                    "no volume of shared_volumes is mounted here: what " + service.title()
                                            + " keeps is lost with the container"));
        }
    }
}
