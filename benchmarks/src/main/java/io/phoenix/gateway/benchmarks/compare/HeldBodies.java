package io.phoenix.gateway.benchmarks.compare;

import io.phoenix.gateway.benchmarks.compare.Request.Place;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many long chats at once whose model comes last, so that a proxy must hold each until then, beside small ones: what
 * holding costs, and what the small ones notice.
 */
final class HeldBodies implements Scenario {
    private static final Measure GROWTH = new Measure("RSS growth, MB", false);
    private static final Measure ALONE = new Measure("small chats alone: p99, ms", false);
    private static final Measure BESIDE = new Measure("small chats beside: p99, ms", false);
    private static final Measure RATIO = new Measure("p99 beside / alone", false, false);

    private static final String HOST = "127.0.0.1";
    private static final int BODIES = 100;
    private static final int SIZE = 20_000_000;
    private static final int SMALL = 300;
    private static final int SMALL_RATE = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "held-100x20m";
    }

    @Override
    public String title() {
        return BODIES + " chats of 20 MB at once, model last (HAProxy cannot route it)";
    }

    @Override
    public boolean suits(Target target) {
        return LoopScenario.Fit.LATE_MODEL.takes(target);
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Sample run(Bench bench, Target target, Duration time) throws Exception {
        if (!target.isProxy()) {
            return measure(bench, target, time);
        }
        // One that has not held more before: what a process has got, it keeps.
        try (PeerProcess fresh = bench.starter().start(target)) {
            return measure(bench, fresh, time);
        }
    }

    private static Sample measure(Bench bench, Target target, Duration time) throws InterruptedException {
        Load load = bench.load();
        List<Request> small = Request.chats(HOST, SMALL, Place.FIRST);
        List<Request> large = Request.chats(HOST, SIZE, Place.LAST);
        for (List<Request> kind : List.of(small, large)) {
            Sample warm = new ClosedLoop(load, target, 1, null, kind, 0).run(time);
            if (warm.fault() != null) {
                return warm;
            }
        }
        Sample alone = new OpenLoop(load, target, small, SMALL_RATE).run(time);

        target.resetPeak();
        long before = target.usage().rss();
        OpenLoop others = new OpenLoop(load, target, small, SMALL_RATE);
        others.start(PATIENCE);
        Sample all = new OnceEach(bench.bulk(), target, BODIES, large).run(PATIENCE);
        others.stop();
        Sample beside = others.await(Duration.ZERO);
        for (Sample sample : List.of(alone, all, beside)) {
            if (sample.fault() != null) {
                return sample;
            }
        }
        return sample(target, target.usage().peakRss() - before, all, alone, beside);
    }

    private static Sample sample(Target target, long growth, Sample all, Sample alone, Sample beside) {
        Map<Measure, Double> values = new LinkedHashMap<>(all.values());
        if (target.isProxy()) {
            values.put(GROWTH, growth / 1e6);
        }
        double quiet = alone.value(Measure.TAIL);
        double loud = beside.value(Measure.TAIL);
        values.put(ALONE, quiet);
        values.put(BESIDE, loud);
        values.put(RATIO, loud / quiet);
        return new Sample(values, all.answers(), null);
    }
}
