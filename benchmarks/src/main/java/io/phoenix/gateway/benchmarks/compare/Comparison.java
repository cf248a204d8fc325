package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs scenarios against targets, one round of all targets after the other, so that a busy minute hits all alike. */
final class Comparison {
    private static final double WORK = 10_000;

    /** A JVM with one core compiles what it runs for half a minute, and only then is it a warm one. */
    private static final int FIRST_WARM_UPS = 4;

    /** What comes as machine code needs its connections and caches only. */
    static final Duration NATIVE_WARM_UP = Duration.ofSeconds(2);

    private final Bench bench;
    private final List<Target> targets;
    private final Duration time;
    private final Duration warmUp;
    private final int rounds;
    private final Consumer<String> progress;
    private boolean warm;

    /** {@code progress} is told what is being done. */
    Comparison(
            Bench bench, List<Target> targets, Duration time, Duration warmUp, int rounds, Consumer<String> progress) {
        this.bench = bench;
        this.targets = targets;
        this.time = time;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** Runs {@code scenario} to its end. */
    Result run(Scenario scenario) throws Exception {
        Result result = new Result(scenario);
        List<Target> suited = targets.stream().filter(scenario::suits).toList();
        if (scenario.warmsUp() && !warmUp.isZero()) {
            for (Target target : suited) {
                progress.accept(scenario.name() + ": " + target.name() + " warms up");
                scenario.run(bench, target, warmUpOf(target));
            }
            warm = true;
        }
        for (int round = 1; round <= rounds; round++) {
            for (Target target : suited) {
                if (result.fault(target.name()) == null) {
                    progress.accept(scenario.name() + ": " + target.name() + ", round " + round + " of " + rounds);
                    measure(scenario, target, result);
                }
            }
        }
        return result;
    }

    private Duration warmUpOf(Target target) {
        if (!target.runsOnJvm()) {
            return warmUp.compareTo(NATIVE_WARM_UP) < 0 ? warmUp : NATIVE_WARM_UP;
        }
        return warm ? warmUp : warmUp.multipliedBy(FIRST_WARM_UPS);
    }

    private void measure(Scenario scenario, Target target, Result result) throws Exception {
        target.resetPeak();
        Usage before = target.usage();
        long begun = System.nanoTime();
        Sample sample = scenario.run(bench, target, time);
        double seconds = (System.nanoTime() - begun) / 1e9;
        Usage after = target.usage();
        String fault =
                sample.answers() == 0 && sample.fault() == null ? "nothing was done in the time" : sample.fault();
        if (fault != null) {
            result.fail(target.name(), fault);
            return;
        }
        Map<Measure, Double> values = new LinkedHashMap<>(sample.values());
        if (target.isProxy() && scenario.warmsUp()) {
            double cpu = after.cpuSeconds() - before.cpuSeconds();
            values.put(Measure.CPU, cpu / sample.answers() * WORK);
            values.put(Measure.BUSY, 100 * cpu / seconds);
            values.put(Measure.PEAK, after.peakRss() / 1e6);
        }
        result.add(target.name(), values);
    }
}
