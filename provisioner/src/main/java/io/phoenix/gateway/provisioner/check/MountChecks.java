package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Mount;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.json.NearestKey;
import io.phoenix.gateway.provisioner.json.Section;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Where containers find volumes: in containers that exist, and at paths that do not hide each other. */
final class MountChecks {
    /** What a container cannot start without. */
    private static final Set<String> NEEDED =
            Set.of("/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr", "/var");

    private final Setup setup;
    private final Document file;
    private final Set<String> declared;

    MountChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.hypervisorFile();
        this.declared =
                Section.of(setup.containersFile(), JsonPath.of("lxc_configs")).keys();
    }

    void run() {
        Map<Integer, Map<String, String>> volumeAt = new HashMap<>();
        for (Volume volume : setup.volumes().values()) {
            for (Mount mount : volume.mounts()) {
                JsonPath path = Paths.mount(volume.name(), mount.container());
                container(mount.container(), path);
                Map<String, String> others = volumeAt.computeIfAbsent(mount.container(), id -> new HashMap<>());
                others.forEach((other, name) -> together(path, mount.path(), other, name));
                others.putIfAbsent(mount.path(), volume.name());
                if (NEEDED.contains(mount.path())) {
                    file.error(
                            path, "would hide the container's own " + mount.path() + ", without which it is nothing");
                }
            }
        }
    }

    private void container(int id, JsonPath path) {
        Container container = setup.containers().get(id);
        if (container != null && container.isTemplate()) {
            file.error(path, id + " is a template, and what has mounts cannot be cloned; mount it in the clones");
        } else if (!declared.contains(Integer.toString(id))) {
            file.error(path, "no container has the id " + id + NearestKey.hint(Integer.toString(id), declared));
        }
    }

    private void together(JsonPath path, String mounted, String other, String volume) {
        if (mounted.equals(other)) {
            file.error(path, "the container has the volume " + volume + " at " + mounted + " already");
        } else if (Paths.isBelow(mounted, other) || Paths.isBelow(other, mounted)) {
            file.warn(
                    path,
                    mounted + " and " + other + " of the volume " + volume + " lie in each other; keep them apart");
        }
    }
}
