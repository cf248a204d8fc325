package io.phoenix.gateway.benchmarks.compare;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which methods a profile is made of.
 *
 * @param samples in all
 * @param self those in which a method was the innermost one
 * @param total those in which it was anywhere
 */
record HottestFrames(long samples, Map<String, Long> self, Map<String, Long> total) {
    /** How the converter marks interpreted, compiled, inlined and other frames. */
    private static final String MARK = "_\\[[a-z0-9]\\]$";

    /** Of {@code stacks} in lines: frames, the outermost first, between semicolons, a space and their number. */
    static HottestFrames of(List<String> stacks) {
        long samples = 0;
        Map<String, Long> self = new HashMap<>();
        Map<String, Long> total = new HashMap<>();
        for (String stack : stacks) {
            int end = stack.lastIndexOf(' ');
            long count = Long.parseLong(stack.substring(end + 1));
            Set<String> seen = new HashSet<>();
            String innermost = "";
            for (String frame : stack.substring(0, end).split(";", -1)) {
                innermost = frame.replaceFirst(MARK, "");
                seen.add(innermost);
            }
            samples += count;
            self.merge(innermost, count, Long::sum);
            seen.forEach(frame -> total.merge(frame, count, Long::sum));
        }
        return new HottestFrames(samples, self, total);
    }

    /** The first {@code limit} by what they did themselves, in lines. */
    String text(int limit) {
        return "   self   with what it calls\n"
                + self.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .limit(limit)
                        .map(entry -> line(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining());
    }

    private String line(String frame, long own) {
        double all = total.getOrDefault(frame, own);
        return String.format(
                Locale.ROOT, "%5.1f %%  %5.1f %%  %s%n", 100.0 * own / samples, 100 * all / samples, frame);
    }
}
