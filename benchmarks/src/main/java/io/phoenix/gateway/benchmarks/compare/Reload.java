package io.phoenix.gateway.benchmarks.compare;

import io.phoenix.gateway.benchmarks.compare.Request.Place;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A new configuration takes over in the middle of the load, as the proxy's own people do it: what clients notice. */
final class Reload implements FreshScenario {
    private static final Measure FAILED = new Measure("failed requests", false);
    private static final Measure KEPT = new Measure("of these on a kept connection", false);
    private static final Measure BEFORE = new Measure("p99 before, ms", false);
    private static final Measure WITHIN = new Measure("p99 within, ms", false);
    private static final Measure WORST = new Measure("p99 of its worst half second, ms", false);

    private static final int SMALL = 300;
    private static final int PER_SECOND = 2_000;
    private static final int WARM = 32;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "reload";
    }

    @Override
    public String title() {
        return "a new configuration under 300 B chats, " + PER_SECOND + "/s, open loop";
    }

    @Override
    public Sample measure(Bench bench, PeerProcess fresh, Duration time) throws Exception {
        Load load = bench.load();
        List<Request> chats = Request.chats("127.0.0.1", SMALL, Place.FIRST);
        Sample warm = new ClosedLoop(load, fresh, WARM, null, chats, 0).run(time.multipliedBy(2));
        if (warm.fault() != null) {
            return warm;
        }
        ShortLivedLoop calm = new ShortLivedLoop(load, fresh, chats, PER_SECOND);
        Sample before = calm.run(time);
        if (!calm.failures().isEmpty()) {
            return Sample.failed("before anything changed: " + calm.failures());
        }
        ShortLivedLoop loop = new ShortLivedLoop(load, fresh, chats, PER_SECOND);
        loop.start(PATIENCE);
        long half = time.toMillis() / 2;
        TimeUnit.MILLISECONDS.sleep(half);
        fresh.takeOver();
        TimeUnit.MILLISECONDS.sleep(half);
        loop.stop();
        return sample(loop, before, loop.await(Duration.ZERO));
    }

    private static Sample sample(ShortLivedLoop loop, Sample before, Sample within) {
        if (before.fault() != null || within.fault() != null) {
            return before.fault() != null ? before : within;
        }
        loop.failures().forEach((why, times) -> System.err.println("    failed " + times + " times: " + why));
        Map<Measure, Double> values = new LinkedHashMap<>();
        values.put(
                FAILED,
                loop.failures().values().stream().mapToDouble(times -> times).sum());
        values.put(KEPT, (double) loop.failuresOnKept());
        values.put(BEFORE, before.value(Measure.TAIL));
        values.put(WITHIN, within.value(Measure.TAIL));
        values.put(WORST, loop.worst() / 1e6);
        return new Sample(values, within.answers(), null);
    }
}
