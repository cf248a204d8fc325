package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.host.ContainerChange;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A change that a container needs, before it is known whether it may be done now.
 *
 * @param isLive whether it is in force at once although the container runs
 */
record Todo(ContainerChange change, Step.Sign sign, List<Step.Difference> differences, boolean isLive) {

    /** As a step; {@code impact} says whether something that runs is touched. */
    Step as(Step.Impact impact) {
        return new Step(
                change,
                sign,
                Names.container(change.id()),
                differences,
                impact,
                impact == Step.Impact.STOPPED ? Step.Risk.LOW : Step.Risk.SERVICE,
                undo());
    }

    private String undo() {
        if (change instanceof ContainerChange.Create || change instanceof ContainerChange.Clone) {
            return "provision destroy " + change.id() + " --confirm " + change.id();
        }
        if (change instanceof ContainerChange.GrowRootDisk) {
            return "none: a root disk never shrinks";
        }
        boolean isNew =
                differences.stream().allMatch(difference -> difference.before().isEmpty());
        if (isNew && change instanceof ContainerChange.SetValues) {
            return "goes with the container";
        }
        return differences.stream()
                .map(difference -> difference.before().isEmpty()
                        ? "remove " + difference.what()
                        : difference.what() + " back to " + difference.before())
                .collect(Collectors.joining("; "));
    }

    /** For people: what it would do. */
    String told() {
        return differences.stream()
                .map(difference -> difference.what()
                        + (difference.before().isEmpty() ? "" : " from " + difference.before())
                        + (difference.after().isEmpty() ? " goes" : " to " + difference.after()))
                .collect(Collectors.joining("; "));
    }
}
