package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;

/**
 * A scenario that is one {@link Run}.
 *
 * @param fit which targets can be measured by it
 */
record LoopScenario(String name, String title, Fit fit, Maker maker) implements Scenario {
    /** Which targets can do what is asked. */
    enum Fit {
        ALL,
        /** Those that speak TLS. */
        TLS,
        /** Those that find a model behind the first buffer, which is all that HAProxy shows to its rules. */
        LATE_MODEL;

        boolean takes(Target target) {
            return switch (this) {
                case ALL -> true;
                case TLS -> target.tlsPort() != 0;
                case LATE_MODEL -> !target.name().equals("haproxy");
            };
        }
    }

    /** Makes the run. */
    interface Maker {
        Run make(Load load, Target target, Duration time);
    }

    @Override
    public boolean suits(Target target) {
        return fit.takes(target);
    }

    @Override
    public Sample run(Bench bench, Target target, Duration time) throws InterruptedException {
        return maker.make(bench.load(), target, time).run(time);
    }
}
