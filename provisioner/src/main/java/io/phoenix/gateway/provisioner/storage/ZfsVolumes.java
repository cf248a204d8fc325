package io.phoenix.gateway.provisioner.storage;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Volumes that are ZFS datasets, each below the one that its path lies on, and mounted at its path. A dataset that is
 * full refuses even a directory: that is an error here, and is not tried again.
 */
public final class ZfsVolumes extends ProgramVolumes {
    /** Those that the program {@code zfs} has, run by {@code commands}. */
    public ZfsVolumes(CommandRunner commands) {
        super(commands);
    }

    @Override
    public ObservedVolume observe(String path) throws IOException, InterruptedException {
        ObservedVolume now = directories().observe(path);
        Dataset dataset = at(path);
        if (dataset == null) {
            return now;
        }
        if (!dataset.isMounted()) {
            return new ObservedVolume(path, null, 0, 0, "", now.mountPoint(), dataset.unmounted(), null, List.of());
        }
        return new ObservedVolume(
                path,
                now.exists() ? VolumeKind.ZFS : null,
                now.uid(),
                now.gid(),
                now.mode(),
                now.mountPoint(),
                now.obstacle(),
                dataset.quota() == 0 ? null : Long.valueOf(dataset.quota()),
                List.of());
    }

    @Override
    public void create(VolumeChange.Create change) throws IOException, InterruptedException {
        Dataset there = at(change.path());
        if (there == null) {
            DirectoryVolumes.makeParents(Path.of(change.path()), change.requiredMount());
            make(change);
        } else if (!there.isMounted()) {
            throw new IOException(there.unmounted());
        } else if (change.quotaBytes() != null && there.quota() != change.quotaBytes()) {
            setQuota(there, change.quotaBytes());
        }
        giveAway(change);
    }

    private void make(VolumeChange.Create change) throws IOException, InterruptedException {
        Dataset parent = parentOf(change.path());
        Command create = Command.of("zfs", "create", "-o", "mountpoint=" + change.path());
        if (change.quotaBytes() != null) {
            create = create.and(List.of("-o", "quota=" + change.quotaBytes()));
        }
        // Directories between the two are no datasets, so that the name is one step below.
        String below = change.path().substring(parent.mountPoint().length()).replaceFirst("^/", "");
        String name = parent.name() + "/" + below.replace('/', '-');
        run(create.and(List.of(name)), "the dataset " + name + " cannot be made");
        Dataset made = at(change.path());
        if (made == null || !made.isMounted()) {
            throw new IOException("the dataset " + name + " was made and is not mounted at " + change.path());
        }
    }

    private Dataset parentOf(String path) throws IOException, InterruptedException {
        String mountPoint = MountTable.now().mountPointOf(path);
        Dataset parent = at(mountPoint);
        if (parent == null || !parent.isMounted()) {
            throw new IOException(path + " lies on no ZFS dataset: what is mounted at " + mountPoint + " is none");
        }
        return parent;
    }

    @Override
    public void setQuota(VolumeChange.SetQuota change) throws IOException, InterruptedException {
        Dataset dataset = at(change.path());
        if (dataset == null) {
            throw new IOException(change.path() + " is no ZFS dataset");
        }
        setQuota(dataset, change.bytes());
    }

    private void setQuota(Dataset dataset, long bytes) throws IOException, InterruptedException {
        run(
                Command.of("zfs", "set", "quota=" + bytes, dataset.name()),
                "the dataset " + dataset.name() + " cannot be limited to " + bytes + " bytes");
    }

    /** The dataset whose place is {@code mountPoint}; if several have it, one that is there. */
    private @Nullable Dataset at(String mountPoint) throws IOException, InterruptedException {
        Dataset found = null;
        for (Dataset dataset : all()) {
            if (dataset.mountPoint().equals(mountPoint) && (found == null || dataset.isMounted())) {
                found = dataset;
            }
        }
        return found;
    }

    private Collection<Dataset> all() throws IOException, InterruptedException {
        Outcome properties = run(
                Command.of("zfs", "get", "-H", "-p", "-o", "name,property,value", "type,mountpoint,mounted,quota"),
                "the ZFS datasets cannot be listed");
        Map<String, Map<String, String>> byName = new LinkedHashMap<>();
        for (String line : properties.out().lines().toList()) {
            String[] fields = line.split("\t", 3);
            byName.computeIfAbsent(fields[0], name -> new HashMap<>()).put(fields[1], fields[2]);
        }
        List<Dataset> datasets = new ArrayList<>();
        byName.forEach((name, values) -> {
            if ("filesystem".equals(values.get("type"))) {
                datasets.add(Dataset.of(name, values));
            }
        });
        return datasets;
    }

    /** @param quota in bytes; 0 for none */
    private record Dataset(String name, String mountPoint, boolean isMounted, long quota) {
        static Dataset of(String name, Map<String, String> properties) {
            String quota = properties.getOrDefault("quota", "");
            return new Dataset(
                    name,
                    properties.getOrDefault("mountpoint", ""),
                    "yes".equals(properties.get("mounted")),
                    quota.matches("\\d{1,18}") ? Long.parseLong(quota) : 0);
        }

        String unmounted() {
            return "its dataset " + name + " is not mounted: zfs mount " + name;
        }
    }
}
