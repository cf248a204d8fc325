package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Port;
import io.phoenix.gateway.provisioner.desired.Volume;
import java.util.List;
import java.util.stream.Collectors;

/** What is asked for, for people: one table of containers and one of volumes. */
final class DesiredTables {
    private DesiredTables() {}

    static String of(Desired desired) {
        Table containers =
                new Table("CT", "NAME", "ADDRESS", "CORES", "MEMORY", "DISK", "MADE FROM", "GPUS", "PORTS", "MOUNTS");
        desired.containers().values().forEach(container -> containers.row(container(desired, container)));
        Table volumes = new Table("VOLUME", "DIRECTORY", "MUST BE MOUNTED", "OWNER", "MODE", "CONTAINERS");
        desired.volumes().values().forEach(volume -> volumes.row(volume(volume)));
        return containers + "\n" + volumes;
    }

    private static String[] container(Desired desired, Container container) {
        return new String[] {
            Integer.toString(container.id()),
            container.hostname(),
            container.network().address().toString(),
            Integer.toString(container.cores()),
            container.memoryMb() + " MiB",
            container.rootDisk().sizeGb() + " GiB",
            String.valueOf(container.source()),
            joined(container.gpus()),
            joined(container.ports().stream().map(Port::outside).toList()),
            joined(desired.mountsOf(container.id()).stream()
                    .map(at -> at.mount().path() + " (" + at.mount().access().word() + ")")
                    .toList())
        };
    }

    private static String[] volume(Volume volume) {
        return new String[] {
            volume.name(),
            volume.hostPath(),
            volume.requiredMount() == null ? "-" : volume.requiredMount(),
            volume.owner().toString(),
            volume.mode(),
            joined(volume.mounts().stream()
                    .map(mount -> mount.container() + ":" + mount.path())
                    .toList())
        };
    }

    private static String joined(List<?> values) {
        return values.isEmpty() ? "-" : values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
