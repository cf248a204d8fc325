package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.host.ContainerChange;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The way from what there is to what is asked for.
 *
 * @param steps in the order in which they are to be done
 * @param notices what stays otherwise than it is asked for
 * @param seen for each container and volume that was looked at, by target, something that changes when it does
 */
public record Plan(List<Step> steps, List<Notice> notices, SortedMap<String, String> seen) {
    public Plan {
        steps = List.copyOf(steps);
        notices = List.copyOf(notices);
        seen = Collections.unmodifiableSortedMap(new TreeMap<>(seen));
    }

    /** Whether everything is as it is asked for. */
    public boolean isConverged() {
        return steps.isEmpty() && notices.stream().allMatch(notice -> notice.reason() == Notice.Reason.NOTE);
    }

    /** The steps that leave something otherwise than it was: without the stops, and their starts, that others need. */
    public List<Step> lasting() {
        Set<Integer> stopped = steps.stream()
                .map(Step::change)
                .filter(ContainerChange.Stop.class::isInstance)
                .map(stop -> ((ContainerChange.Stop) stop).id())
                .collect(Collectors.toSet());
        return steps.stream()
                .filter(step -> !(step.change() instanceof ContainerChange.Stop)
                        && !(step.change() instanceof ContainerChange.Start start && stopped.contains(start.id())))
                .toList();
    }

    /** Whether something has to wait until somebody else is done. */
    public boolean isLocked() {
        return notices.stream().anyMatch(notice -> notice.reason() == Notice.Reason.LOCKED);
    }
}
