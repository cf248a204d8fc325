package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Source;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Containers in the order of their boot, those without one last, but each after what it is cloned from. */
final class StartOrder {
    private static final Comparator<Container> BOOT =
            Comparator.comparingInt(StartOrder::order).thenComparingInt(Container::id);

    private StartOrder() {}

    static Collection<Container> of(Map<Integer, Container> containers) {
        Set<Container> ordered = new LinkedHashSet<>();
        containers.values().stream().sorted(BOOT).forEach(container -> add(container, containers, ordered));
        return List.copyOf(ordered);
    }

    private static int order(Container container) {
        Integer order = container.boot().order();
        return order == null ? Integer.MAX_VALUE : order;
    }

    /** Chains end: one that goes in a circle is an error of the files. */
    private static void add(Container container, Map<Integer, Container> containers, Set<Container> ordered) {
        if (container.source() instanceof Source.Clone clone && containers.containsKey(clone.container())) {
            add(containers.get(clone.container()), containers, ordered);
        }
        ordered.add(container);
    }
}
