package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.desired.Network;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The plain values of a container. In a wish and in a change, null means "leave it as it is"; in what is observed, null
 * means that the container has none. Defaults of the host's system are filled in, so that equal things compare equal.
 *
 * @param network in a wish, a MAC of null keeps the one that it has
 * @param features such as {@code nesting} to {@code 1}; in a wish those that are to be set, the others stay
 * @param startAtBoot whether the host starts it
 */
public record Values(
        @Nullable String hostname,
        @Nullable Integer cores,
        @Nullable Long memoryMb,
        @Nullable Long swapMb,
        @Nullable Network network,
        SortedMap<String, String> features,
        @Nullable Boolean startAtBoot,
        @Nullable Startup startup) {
    /** Nothing at all. */
    public static final Values NONE =
            new Values(null, null, null, null, null, Collections.emptySortedMap(), null, null);

    public Values {
        features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
    }

    /** Those of these wishes that {@code now} does not fulfil; {@link #NONE} if it fulfils all. */
    public Values lackingIn(Values now) {
        SortedMap<String, String> lacking = new TreeMap<>(features);
        lacking.entrySet().removeAll(now.features.entrySet());
        return new Values(
                lacking(hostname, now.hostname),
                lacking(cores, now.cores),
                lacking(memoryMb, now.memoryMb),
                lacking(swapMb, now.swapMb),
                network == null || network.equals(known(now.network, network)) ? null : network,
                lacking,
                lacking(startAtBoot, now.startAtBoot),
                lacking(startup, now.startup));
    }

    private static <T> @Nullable T lacking(@Nullable T wish, @Nullable T now) {
        return Objects.equals(wish, now) ? null : wish;
    }

    /** {@code now}, without its MAC if the wish has none. */
    private static @Nullable Network known(@Nullable Network now, Network wish) {
        return now == null || wish.mac() != null
                ? now
                : new Network(now.name(), now.bridge(), now.address(), now.gateway(), null);
    }

    /**
     * When the host starts it, among others: ascending, those without an order last; {@code upSeconds} are waited after
     * it.
     */
    public record Startup(int order, @Nullable Integer upSeconds) {}
}
