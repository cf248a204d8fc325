package io.phoenix.gateway.benchmarks.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a scenario gave.
 *
 * @param answers how many units of work were done, right answers only
 * @param fault what went wrong first, or null; the values then count for nothing
 */
record Sample(
        Map<Measure, Double> values, long answers, @Nullable String fault) {

    /** A run in which something went wrong. */
    static Sample failed(String fault) {
        return new Sample(Map.of(), 0, fault);
    }

    /** A run that measured one thing. */
    static Sample of(Measure measure, double value, long answers) {
        return new Sample(Map.of(measure, value), answers, null);
    }

    /** Median and 99th percentile of {@code nanos}. */
    static Sample of(Histogram nanos) {
        Map<Measure, Double> values = new LinkedHashMap<>();
        values.put(Measure.MEDIAN, nanos.getValueAtPercentile(50) / 1e6);
        values.put(Measure.TAIL, nanos.getValueAtPercentile(99) / 1e6);
        return new Sample(values, nanos.getTotalCount(), null);
    }

    /** What was measured of {@code measure}. */
    double value(Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }
}
