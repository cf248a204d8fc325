package io.phoenix.gateway.benchmarks.compare;

/**
 * What a scenario measures.
 *
 * @param name with its unit, as reports show it
 * @param more whether more of it is better
 * @param compared whether a ratio to others says anything
 */
record Measure(String name, boolean more, boolean compared) {
    static final Measure RATE = new Measure("requests/s", true);
    static final Measure THROUGHPUT = new Measure("MB/s", true);
    static final Measure MEDIAN = new Measure("p50, ms", false);
    static final Measure TAIL = new Measure("p99, ms", false);
    static final Measure CPU = new Measure("CPU s per 10,000", false);

    /** Near a hundred, the proxy's core was what limited it. */
    static final Measure BUSY = new Measure("CPU busy, %", false, false);

    static final Measure PEAK = new Measure("peak RSS, MB", false);

    Measure(String name, boolean more) {
        this(name, more, true);
    }
}
