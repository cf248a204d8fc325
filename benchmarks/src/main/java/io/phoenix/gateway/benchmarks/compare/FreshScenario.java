package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;

/**
 * A scenario that starts a proxy of its own, of the same kind as the target: one that has not held more before, since
 * what a process has got, it keeps; and the target stays as warm as it was.
 */
interface FreshScenario extends Scenario {
    @Override
    default boolean suits(Target target) {
        return target.isProxy();
    }

    @Override
    default boolean warmsUp() {
        return false;
    }

    @Override
    default Sample run(Bench bench, Target target, Duration time) throws Exception {
        try (PeerProcess fresh = bench.starter().start(target)) {
            return measure(bench, fresh, time);
        }
    }

    /** Runs against {@code fresh}, which has answered once, for about {@code time}. */
    Sample measure(Bench bench, PeerProcess fresh, Duration time) throws Exception;
}
