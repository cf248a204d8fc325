package io.phoenix.gateway.benchmarks.compare;

import java.util.Locale;

/** The rounds of one measurement, in ascending order. */
record Spread(double median, double least, double most) {

    /** Of {@code sorted} values, at least one. */
    static Spread of(double[] sorted) {
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The median and, where there was more than one round, from where to where they went. */
    String text() {
        return least == most ? number(median) : number(median) + " (" + number(least) + "-" + number(most) + ")";
    }

    /** With about three digits. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
