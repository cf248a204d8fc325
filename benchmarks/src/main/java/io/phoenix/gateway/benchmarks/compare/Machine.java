package io.phoenix.gateway.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** What a reader must know of the machine, and nothing that tells which one it is. */
record Machine(long cores, long memoryMiB, String load) {

    /** This machine, now. */
    static Machine now() throws IOException {
        long cores = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("processor"))
                .count();
        long kib = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
        return new Machine(cores, kib / 1024, load);
    }

    /** Whether {@code program}, a path or a name, can be run. */
    static boolean has(String program) {
        if (program.indexOf('/') >= 0) {
            return Files.isExecutable(Path.of(program));
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    String text() {
        return String.format(
                Locale.ROOT, "%d cores, %d MiB of memory, load average %s at the start", cores, memoryMiB, load);
    }
}
