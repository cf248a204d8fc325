package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.host.MountPoint;
import java.util.Set;

/**
 * What only the journal knows, since the host does not tell who did something.
 *
 * @param added the mounts that we added; others are never removed
 * @param cutOff containers that we stopped for a change, and could not start again before we were ended
 */
public record History(Set<AddedMount> added, Set<Integer> cutOff) {
    /** Of one who has done nothing yet. */
    public static final History NONE = new History(Set.of(), Set.of());

    public History {
        added = Set.copyOf(added);
        cutOff = Set.copyOf(cutOff);
    }

    /** Whether the mount is one that we added. */
    boolean hasAdded(int container, MountPoint mount) {
        return added.contains(new AddedMount(container, mount.path(), mount.hostPath()));
    }

    /** A mount that was added by us at some time. */
    public record AddedMount(int container, String path, String hostPath) {}
}
