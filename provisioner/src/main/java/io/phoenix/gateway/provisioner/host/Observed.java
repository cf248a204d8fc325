package io.phoenix.gateway.provisioner.host;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the host has, at one moment.
 *
 * @param containers all, by id
 * @param volumes those that are asked for, by path
 * @param devices those that are asked for and exist
 * @param live what a running container takes without a restart
 * @param newIdOffset the host's id of the root of an unprivileged container that is made now
 */
public record Observed(
        SortedMap<Integer, ObservedContainer> containers,
        SortedMap<String, ObservedVolume> volumes,
        Set<String> devices,
        Set<ContainerBackend.Aspect> live,
        long newIdOffset) {
    public Observed {
        containers = Collections.unmodifiableSortedMap(new TreeMap<>(containers));
        volumes = Collections.unmodifiableSortedMap(new TreeMap<>(volumes));
        devices = Set.copyOf(devices);
        live = Set.copyOf(live);
    }
}
