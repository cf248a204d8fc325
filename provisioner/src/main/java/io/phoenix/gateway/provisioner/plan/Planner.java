package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes plans, purely: equal arguments give equal plans. The order: volumes, then each container after the one that it
 * is cloned from (made, values, snapshot, mounts, devices, lines), then all starts.
 */
public final class Planner {
    private Planner() {}

    /**
     * The plan from {@code observed}, in which every volume that is asked for must be, to {@code desired}.
     *
     * @param policy what it may do
     */
    public static Plan plan(Desired desired, Observed observed, Policy policy) {
        Draft draft = new Draft();
        IdOffsets offsets = new IdOffsets(desired, observed);
        VolumePlanner volumes = new VolumePlanner(observed, policy, offsets, draft);
        for (Volume volume : desired.volumes().values()) {
            if (policy.scope().has(volume)) {
                volumes.plan(volume);
            }
        }
        List<Step> starts = new ArrayList<>();
        ContainerPlanner containers = new ContainerPlanner(desired, observed, policy, volumes.unfit(), draft);
        for (Container container : StartOrder.of(desired.containers())) {
            if (policy.scope().has(container.id())) {
                containers.plan(container).ifPresent(starts::add);
            }
        }
        starts.forEach(draft::add);
        orphans(desired, observed, policy, draft);
        return new Plan(draft.steps(), draft.notices(), seen(desired, observed, policy));
    }

    private static void orphans(Desired desired, Observed observed, Policy policy, Draft draft) {
        for (ObservedContainer container : observed.containers().values()) {
            if (container.isOwned()
                    && policy.scope().has(container.id())
                    && !desired.containers().containsKey(container.id())) {
                draft.notice(
                        Notice.Reason.UNDECLARED,
                        Names.container(container.id()),
                        "is ours, but no longer in the files; `provision destroy` removes it");
            }
        }
    }

    private static SortedMap<String, String> seen(Desired desired, Observed observed, Policy policy) {
        SortedMap<String, String> seen = new TreeMap<>();
        for (int id : desired.containers().keySet()) {
            if (policy.scope().has(id)) {
                ObservedContainer now = observed.containers().get(id);
                seen.put(
                        Names.container(id),
                        now == null ? "absent" : now.digest() + (now.isRunning() ? " running" : " stopped"));
            }
        }
        for (Volume volume : desired.volumes().values()) {
            if (policy.scope().has(volume)) {
                ObservedVolume now = observed.volumes().get(volume.hostPath());
                seen.put(Names.volume(volume), String.valueOf(now));
            }
        }
        return seen;
    }
}
