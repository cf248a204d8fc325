package io.phoenix.gateway.routing.upstream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What probes say of one endpoint, which is taken to be well until they say otherwise. Written by one thread at a time,
 * read by any without a lock.
 */
public final class HealthState {

    /**
     * Whether the endpoint is up.
     *
     * @param problem why it is down; null means that it is up
     * @param since when that changed last
     * @param isKnown whether probes say so; else it is only taken to be up
     */
    public record Verdict(@Nullable String problem, Instant since, boolean isKnown) {

        /** Whether the endpoint is up. */
        public boolean isUp() {
            return problem == null;
        }
    }

    private volatile Verdict verdict = new Verdict(null, Instant.now(), false);

    /** What holds now. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether the endpoint is up. */
    public boolean isUp() {
        return verdict.isUp();
    }

    /** The endpoint is well, as it was taken to be, or again. */
    public void up() {
        verdict = new Verdict(null, Instant.now(), true);
    }

    /** The endpoint is not well, for {@code problem}, which is for operators to read. */
    public void down(String problem) {
        verdict = new Verdict(problem, Instant.now(), true);
    }
}
