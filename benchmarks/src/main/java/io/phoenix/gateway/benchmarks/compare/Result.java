package io.phoenix.gateway.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one scenario gave, for all targets and rounds. Confined to the thread that runs the comparison. */
final class Result {
    private final Scenario scenario;
    private final Map<String, List<Map<Measure, Double>>> runs = new LinkedHashMap<>();
    private final Map<String, String> faults = new LinkedHashMap<>();

    Result(Scenario scenario) {
        this.scenario = scenario;
    }

    Scenario scenario() {
        return scenario;
    }

    void add(String target, Map<Measure, Double> values) {
        runs.computeIfAbsent(target, t -> new ArrayList<>()).add(values);
    }

    /** One fault, and whatever {@code target} did in this scenario counts for nothing. */
    void fail(String target, String fault) {
        faults.putIfAbsent(target, fault);
    }

    /** What went wrong with {@code target}, or null. */
    @Nullable
    String fault(String target) {
        return faults.get(target);
    }

    Map<String, String> faults() {
        return faults;
    }

    Set<Measure> measures() {
        Set<Measure> measures = new LinkedHashSet<>();
        runs.values().forEach(list -> list.forEach(values -> measures.addAll(values.keySet())));
        return measures;
    }

    /** What {@code target} gave for {@code measure}; null if nothing that counts. */
    @Nullable
    Spread spread(String target, Measure measure) {
        List<Map<Measure, Double>> list = faults.containsKey(target) ? null : runs.get(target);
        if (list == null) {
            return null;
        }
        double[] values = list.stream()
                .filter(run -> run.containsKey(measure))
                .mapToDouble(run -> run.get(measure))
                .sorted()
                .toArray();
        return values.length == 0 ? null : Spread.of(values);
    }
}
