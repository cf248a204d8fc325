package io.phoenix.gateway.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a proxy has used, its child processes included, as {@code /proc} tells.
 *
 * @param cpuSeconds in user and kernel mode, since its start
 * @param rss resident memory now, in bytes
 * @param peakRss the largest since the last {@link #resetPeak}, in bytes
 */
record Usage(double cpuSeconds, long rss, long peakRss) {
    static final Usage NONE = new Usage(0, 0, 0);

    /** The unit of {@code /proc/PID/stat}: Linux shows a hundred of these a second to all programs. */
    private static final double TICKS_PER_SECOND = 100;

    /** Of {@code process} and its children. */
    static Usage of(ProcessHandle process) {
        try {
            Usage sum = NONE;
            for (long pid : pids(process)) {
                sum = sum.plus(of(pid));
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException("a proxy ended while it was measured", e);
        }
    }

    private static List<Long> pids(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static Usage of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The name, which may hold anything, stands in brackets; behind it, user and system time are the 12th and 13th.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        double cpu = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        long rss = 0;
        long peak = 0;
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                rss = bytes(line);
            } else if (line.startsWith("VmHWM:")) {
                peak = bytes(line);
            }
        }
        return new Usage(cpu, rss, peak);
    }

    private static long bytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }

    private Usage plus(Usage other) {
        return new Usage(cpuSeconds + other.cpuSeconds, rss + other.rss, peakRss + other.peakRss);
    }

    /** Lets the peak begin anew. */
    static void resetPeak(ProcessHandle process) {
        for (long pid : pids(process)) {
            try {
                Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
            } catch (IOException e) {
                throw new UncheckedIOException("the peak of memory cannot be reset", e);
            }
        }
    }
}
