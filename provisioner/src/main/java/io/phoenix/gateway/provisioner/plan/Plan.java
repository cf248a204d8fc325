package io.phoenix.gateway.provisioner.plan;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** Whether something has to wait until somebody else is done. */
    public boolean isLocked() {
        return notices.stream().anyMatch(notice -> notice.reason() == Notice.Reason.LOCKED);
    }
}
