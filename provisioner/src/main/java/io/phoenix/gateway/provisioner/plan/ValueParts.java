package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.host.ContainerBackend.Aspect;
import io.phoenix.gateway.provisioner.host.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes values apart: by what they are about, and for people. */
final class ValueParts {
    private ValueParts() {}

    /** Those of {@code values} that are about what {@code chosen} says. */
    static Values of(Values values, Predicate<Aspect> chosen) {
        return new Values(
                chosen.test(Aspect.HOSTNAME) ? values.hostname() : null,
                chosen.test(Aspect.CORES) ? values.cores() : null,
                chosen.test(Aspect.MEMORY) ? values.memoryMb() : null,
                chosen.test(Aspect.SWAP) ? values.swapMb() : null,
                chosen.test(Aspect.NETWORK) ? values.network() : null,
                chosen.test(Aspect.FEATURES) ? values.features() : Collections.emptySortedMap(),
                chosen.test(Aspect.BOOT) ? values.startAtBoot() : null,
                chosen.test(Aspect.BOOT) ? values.startup() : null);
    }

    /** What {@code wish} makes of {@code now}, of which null is nothing. */
    static List<Step.Difference> differences(Values wish, Values now) {
        List<Step.Difference> differences = new ArrayList<>();
        add(differences, "hostname", wish, now, Values::hostname);
        add(differences, "cores", wish, now, Values::cores);
        add(differences, "memory", wish, now, values -> mebibytes(values.memoryMb()));
        add(differences, "swap", wish, now, values -> mebibytes(values.swapMb()));
        add(differences, "network", wish, now, values -> network(values.network()));
        wish.features()
                .forEach((name, value) -> add(
                        differences,
                        "feature " + name,
                        wish,
                        now,
                        values -> values.features().get(name)));
        add(differences, "start at boot", wish, now, values -> yesOrNo(values.startAtBoot()));
        add(differences, "boot order", wish, now, values -> startup(values.startup()));
        return differences;
    }

    private static void add(
            List<Step.Difference> differences,
            String what,
            Values wish,
            Values now,
            Function<Values, @Nullable Object> part) {
        Object after = part.apply(wish);
        Object before = part.apply(now);
        if (after != null) {
            differences.add(new Step.Difference(what, before == null ? "" : before.toString(), after.toString()));
        }
    }

    private static @Nullable String mebibytes(@Nullable Long number) {
        return number == null ? null : number + " MiB";
    }

    private static @Nullable String network(@Nullable Network card) {
        return card == null
                ? null
                : card.name() + " on " + card.bridge() + ", " + card.address() + " by " + card.gateway()
                        + (card.mac() == null ? "" : ", " + card.mac());
    }

    private static @Nullable String yesOrNo(@Nullable Boolean flag) {
        return flag == null ? null : flag ? "yes" : "no";
    }

    private static @Nullable String startup(Values.@Nullable Startup startup) {
        return startup == null
                ? null
                : startup.order() + (startup.upSeconds() == null ? "" : ", then " + startup.upSeconds() + " s");
    }
}
