package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.desired.RootDisk;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A container as the host has it: what is in force now, not what waits for a restart.
 *
 * @param isOwned whether it has the provisioner's mark, without which nothing of it is touched
 * @param isTemplate whether it can be cloned and not started
 * @param isProtected whether the host's system refuses to destroy it
 * @param idOffset the host's id of the container's root, by its id map; 0 for a privileged one
 * @param rootDisk its storage, and its size, which is 0 where nothing limits it; a host without storages tells what it
 *     was made with
 * @param mounts directories of the host that it sees, by path in the container
 * @param storageVolumes volumes of the host's storages, beside the root disk, that would be deleted with it
 * @param devices paths of the host's devices that it is given, by whatever means
 * @param raw lines for LXC itself, by key, such as {@code lxc.prlimit.nofile}; those that the provisioner may set
 * @param snapshots their names
 * @param lock what the host's system is doing with it, or was when it died; null if nothing
 * @param pending what a restart would change, by the host's own names; empty if it does not run
 * @param digest changes whenever its configuration does, and only then
 */
public record ObservedContainer(
        int id,
        boolean isRunning,
        boolean isOwned,
        boolean isTemplate,
        boolean isProtected,
        boolean isUnprivileged,
        long idOffset,
        Values values,
        RootDisk rootDisk,
        SortedMap<String, MountPoint> mounts,
        List<String> storageVolumes,
        Set<String> devices,
        Map<String, String> raw,
        List<String> snapshots,
        @Nullable String lock,
        SortedMap<String, String> pending,
        String digest) {
    public ObservedContainer {
        mounts = Collections.unmodifiableSortedMap(new TreeMap<>(mounts));
        storageVolumes = List.copyOf(storageVolumes);
        devices = Set.copyOf(devices);
        raw = Map.copyOf(raw);
        snapshots = List.copyOf(snapshots);
        pending = Collections.unmodifiableSortedMap(new TreeMap<>(pending));
    }
}
