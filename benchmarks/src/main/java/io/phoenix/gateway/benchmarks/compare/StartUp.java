package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;

/** From the start of the process to its first right answer. */
final class StartUp implements FreshScenario {
    private static final Measure SECONDS = new Measure("s", false);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "process start to first answer";
    }

    @Override
    public Sample measure(Bench bench, PeerProcess fresh, Duration time) {
        return Sample.of(SECONDS, fresh.startNanos() / 1e9, 1);
    }
}
