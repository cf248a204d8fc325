package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;

/** From the start of the process to its first right answer. */
final class StartUp implements Scenario {
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
    public boolean suits(Target target) {
        return target.isProxy();
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Sample run(Bench bench, Target target, Duration time) throws Exception {
        long begun = System.nanoTime();
        try (PeerProcess started = bench.starter().start(target)) {
            return Sample.of(SECONDS, (started.answeredAt() - begun) / 1e9, 1);
        }
    }
}
