package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.desired.Dataset;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.json.Document;
import io.phoenix.gateway.provisioner.json.JsonPath;
import io.phoenix.gateway.provisioner.reading.Setup;
import java.util.ArrayList;
import java.util.List;

/** Where volumes lie on the host: below an allowed directory, on a dataset that exists, and not in one another. */
final class VolumeChecks {
    private static final int HIGHEST_ID = 65535;

    private final Setup setup;
    private final Document file;

    VolumeChecks(Setup setup) {
        this.setup = setup;
        this.file = setup.hypervisorFile();
    }

    void run() {
        HostSetup host = setup.host();
        List<Volume> before = new ArrayList<>();
        for (Volume volume : setup.volumes().values()) {
            JsonPath path = Paths.volume(volume.name());
            if (host != null) {
                root(host, volume, path.key("host_path"));
                dataset(host, volume, path.key("host_path"));
            }
            required(volume, path.key("required_mount"));
            if (volume.quotaBytes() != null && volume.kind() == VolumeKind.DIRECTORY) {
                file.error(path.key("quota"), "a plain directory has no quota; say zfs or btrfs as its kind");
            }
            before.forEach(other -> together(other, volume));
            if (Math.max(volume.owner().uid(), volume.owner().gid()) > HIGHEST_ID) {
                file.error(path.key("owner"), "the ids of a container end at " + HIGHEST_ID);
            }
            if (volume.mounts().isEmpty()) {
                file.warn(path.key("mounts"), "no container mounts the volume");
            }
            before.add(volume);
        }
    }

    private void root(HostSetup host, Volume volume, JsonPath path) {
        List<String> allowed = new ArrayList<>(List.of(host.mountBase()));
        if (host.configDirectory() != null && !host.configDirectory().isEmpty()) {
            allowed.add(host.configDirectory());
        }
        host.pools().forEach(pool -> allowed.add("/" + pool.name()));
        if (allowed.stream().noneMatch(root -> Paths.isBelow(volume.hostPath(), root))) {
            file.error(
                    path,
                    volume.hostPath() + " is below none of the directories that volumes may be in: "
                            + String.join(", ", allowed));
        }
    }

    private void dataset(HostSetup host, Volume volume, JsonPath path) {
        // A dataset with a slip in it would be missed here, and has been told of.
        if (!Paths.isBelow(volume.hostPath(), host.mountBase()) || file.hasErrorBelow(JsonPath.of("zfs"))) {
            return;
        }
        String[] below =
                volume.hostPath().substring(host.mountBase().length() + 1).split("/", -1);
        if (below.length < 3) {
            file.error(path, "is not below a dataset; write " + host.mountBase() + "/POOL/DATASET/DIRECTORY");
            return;
        }
        if (host.datasets().stream().noneMatch(d -> d.fullName().equals(below[0] + "/" + below[1]))) {
            String elsewhere = host.datasets().stream()
                    .filter(dataset -> dataset.name().equals(below[1]))
                    .map(Dataset::pool)
                    .findFirst()
                    .map(pool -> "; " + below[1] + " is on the pool " + pool)
                    .orElse("");
            file.warn(
                    path,
                    below[0] + "/" + below[1] + " is no dataset of zfs.datasets" + elsewhere
                            + "; unless something else is mounted there, the volume would lie on the root disk");
        }
    }

    private void required(Volume volume, JsonPath path) {
        if (volume.requiredMount() != null && !Paths.isAtOrBelow(volume.hostPath(), volume.requiredMount())) {
            file.error(path, volume.hostPath() + " is not below it");
        }
    }

    private void together(Volume first, Volume second) {
        JsonPath path = Paths.volume(second.name()).key("host_path");
        if (first.hostPath().equals(second.hostPath())) {
            file.error(path, "is the directory of the volume " + first.name() + " too; add its mounts there");
        } else if (Paths.isBelow(second.hostPath(), first.hostPath())) {
            file.error(path, "lies inside the volume " + first.name() + ", whose containers would see it");
        } else if (Paths.isBelow(first.hostPath(), second.hostPath())) {
            file.error(path, "encloses the volume " + first.name() + ", which its containers would see");
        }
    }
}
