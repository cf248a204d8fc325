package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.plan.Names;
import io.phoenix.gateway.provisioner.plan.Notice;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Planner;
import io.phoenix.gateway.provisioner.plan.Policy;
import io.phoenix.gateway.provisioner.plan.Step;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the host has beside what is asked for: the state of each container and volume, and what differs, in words. */
final class HostView {
    private final String backend;
    private final Observed observed;
    private final Plan plan;

    private HostView(String backend, Observed observed, Plan plan) {
        this.backend = backend;
        this.observed = observed;
        this.plan = plan;
    }

    /** Looks at the host; what differs is what {@code policy} has a plan do, or say why it does not. */
    static HostView of(Host host, Desired desired, Policy policy) throws IOException, InterruptedException {
        Observed observed = host.observe(desired);
        return new HostView(host.containers().name(), observed, Planner.plan(desired, observed, policy));
    }

    /** As {@code --backend} calls it. */
    String backend() {
        return backend;
    }

    /** The container as the host has it, or null. */
    @Nullable
    ObservedContainer container(int id) {
        return observed.containers().get(id);
    }

    /** The volume's directory as the host has it, if only its absence. */
    ObservedVolume volume(Volume volume) {
        return Objects.requireNonNull(observed.volumes().get(volume.hostPath()), "the volume was not looked at");
    }

    /** Those of the provisioner's that the files do not have. */
    List<ObservedContainer> undeclared(Desired desired) {
        return observed.containers().values().stream()
                .filter(container -> !desired.containers().containsKey(container.id()))
                .filter(container -> !differences(container.id()).isEmpty())
                .toList();
    }

    /** {@code absent}, {@code running}, {@code stopped}, or {@code locked} if the host is at work on it. */
    String state(int id) {
        ObservedContainer now = container(id);
        if (now == null) {
            return "absent";
        }
        return now.lock() != null ? "locked" : now.isRunning() ? "running" : "stopped";
    }

    /** {@code absent} or {@code present}. */
    String state(Volume volume) {
        return volume(volume).exists() ? "present" : "absent";
    }

    /** What of a container is not as it is asked for; of one that is not there, only what hinders it. */
    Set<String> differences(int id) {
        ObservedContainer now = container(id);
        return now != null && !now.isOwned()
                ? foreign(Names.container(id))
                : differences(Names.container(id), now != null);
    }

    /** The same of a volume. */
    Set<String> differences(Volume volume) {
        return differences(Names.volume(volume), volume(volume).exists());
    }

    /** Of somebody else's container only that counts, if the files have it. */
    private Set<String> foreign(String target) {
        return plan.notices().stream().anyMatch(notice -> notice.target().equals(target))
                ? Set.of("foreign")
                : Set.of();
    }

    private Set<String> differences(String target, boolean exists) {
        Set<String> words = new LinkedHashSet<>();
        for (Step step : plan.lasting()) {
            if (exists && step.target().equals(target)) {
                step.differences().forEach(difference -> words.add(word(difference)));
            }
        }
        for (Notice notice : plan.notices()) {
            if (notice.reason() != Notice.Reason.NOTE && notice.target().equals(target)) {
                words.add(notice.reason().name().toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    /** Differences begin with what they are about; which one of its kind comes after. */
    private static String word(Step.Difference difference) {
        return difference.what().startsWith("root disk")
                ? "disk"
                : difference.what().split(" ", 2)[0];
    }
}
