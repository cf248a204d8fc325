package io.phoenix.gateway.provisioner.desired;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that the operator's two files ask for.
 *
 * @param volumes by name
 * @param containers by id
 */
public record Desired(HostSetup host, SortedMap<String, Volume> volumes, SortedMap<Integer, Container> containers) {
    public Desired {
        volumes = Collections.unmodifiableSortedMap(new TreeMap<>(volumes));
        containers = Collections.unmodifiableSortedMap(new TreeMap<>(containers));
    }

    /** The mounts of all volumes in one container, parents before what lies below them. */
    public List<VolumeMount> mountsOf(int container) {
        return volumes.values().stream()
                .flatMap(volume -> volume.mounts().stream()
                        .filter(mount -> mount.container() == container)
                        .map(mount -> new VolumeMount(volume, mount)))
                .sorted((a, b) -> a.mount().path().compareTo(b.mount().path()))
                .toList();
    }

    /** A volume together with one of its mounts. */
    public record VolumeMount(Volume volume, Mount mount) {}
}
