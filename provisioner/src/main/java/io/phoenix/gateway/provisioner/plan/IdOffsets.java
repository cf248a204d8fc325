package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Mount;
import io.phoenix.gateway.provisioner.desired.Source;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import java.util.SortedMap;
import java.util.TreeMap;

/** By how much the ids of containers are shifted on the host, computed from what they are or will be. */
final class IdOffsets {
    private final Desired desired;
    private final Observed observed;

    IdOffsets(Desired desired, Observed observed) {
        this.desired = desired;
        this.observed = observed;
    }

    /** The offsets of all containers that mount {@code volume}, by id; one that nobody mounts has none. */
    SortedMap<Integer, Long> of(Volume volume) {
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        for (Mount mount : volume.mounts()) {
            offsets.put(mount.container(), of(mount.container()));
        }
        return offsets;
    }

    private long of(int id) {
        ObservedContainer now = observed.containers().get(id);
        if (now != null) {
            return now.idOffset();
        }
        Container wish = desired.containers().get(id);
        if (wish != null && wish.source() instanceof Source.Clone clone && isKnown(clone.container())) {
            // A clone is as privileged as what it is cloned from.
            return of(clone.container());
        }
        return wish != null && !wish.unprivileged() ? 0 : observed.newIdOffset();
    }

    private boolean isKnown(int id) {
        return desired.containers().containsKey(id) || observed.containers().containsKey(id);
    }
}
