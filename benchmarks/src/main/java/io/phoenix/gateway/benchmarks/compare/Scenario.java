package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;

/** One thing that is compared. */
interface Scenario {
    /** A short name for the command line. */
    String name();

    /** What it does, for reports. */
    String title();

    /** Whether {@code target} can be measured by it. */
    default boolean suits(Target target) {
        return true;
    }

    /** Whether it runs as long as it is told, so that a warm-up makes sense. */
    default boolean warmsUp() {
        return true;
    }

    /** Runs against {@code target} for about {@code time}. */
    Sample run(Bench bench, Target target, Duration time) throws Exception;
}
