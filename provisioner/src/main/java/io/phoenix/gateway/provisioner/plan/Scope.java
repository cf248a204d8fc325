package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Volume;
import java.util.Set;

/**
 * Which containers and volumes a plan is about; a container brings its volumes with it.
 *
 * @param containers by id
 * @param volumes by name; all of everything if both are empty
 */
public record Scope(Set<Integer> containers, Set<String> volumes) {
    /** Everything. */
    public static final Scope ALL = new Scope(Set.of(), Set.of());

    public Scope {
        containers = Set.copyOf(containers);
        volumes = Set.copyOf(volumes);
    }

    /** Whether the container is one of those. */
    public boolean has(int container) {
        return isAll() || containers.contains(container);
    }

    /** Whether the volume is one of those. */
    public boolean has(Volume volume) {
        return isAll()
                || volumes.contains(volume.name())
                || volume.mounts().stream().anyMatch(mount -> containers.contains(mount.container()));
    }

    private boolean isAll() {
        return containers.isEmpty() && volumes.isEmpty();
    }
}
