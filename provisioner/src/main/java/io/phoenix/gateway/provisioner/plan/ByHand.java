package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.host.ContainerChange;
import java.util.List;
import java.util.TreeMap;

/** Plans of single changes that somebody asked for by name, and no file does. */
public final class ByHand {
    private ByHand() {}

    /** One step for each change, all alike. */
    public static Plan plan(List<ContainerChange> changes, String what, String before, String after, String undo) {
        List<Step> steps = changes.stream()
                .map(change -> new Step(
                        change,
                        after.isEmpty() ? Step.Sign.REMOVE : Step.Sign.CHANGE,
                        Names.container(change.id()),
                        List.of(new Step.Difference(what, before, after)),
                        Step.Impact.LIVE,
                        after.isEmpty() ? Step.Risk.SERVICE : Step.Risk.LOW,
                        undo))
                .toList();
        return new Plan(steps, List.of(), new TreeMap<>());
    }
}
