package io.phoenix.gateway.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import one.convert.Arguments;
import one.convert.JfrToFlame;

/** A recording of JDK Flight Recorder in another process, of nothing but where its threads are. */
final class Recording {
    private static final String NAME = "profile";

    /** The first JDK that samples by CPU time, in system calls too. */
    private static final int CPU_TIME_SINCE = 25;

    private final long pid;
    private final Path file;

    private Recording(long pid, Path file) {
        this.pid = pid;
        this.file = file;
    }

    /** Begins to record the process {@code pid}, which runs on the JDK that runs this, into {@code file}. */
    static Recording start(long pid, Path file) throws IOException, InterruptedException {
        Recording recording = new Recording(pid, file);
        Files.deleteIfExists(file);
        List<String> command = new ArrayList<>(List.of("JFR.start", "name=" + NAME, "settings=none"));
        if (isByCpuTime()) {
            command.addAll(List.of("+jdk.CPUTimeSample#enabled=true", "+jdk.CPUTimeSample#throttle=2ms"));
        } else {
            command.addAll(List.of("+jdk.ExecutionSample#enabled=true", "+jdk.ExecutionSample#period=10ms"));
        }
        recording.jcmd(command);
        return recording;
    }

    /** Ends it and writes the file. */
    void stop() throws IOException, InterruptedException {
        jcmd(List.of("JFR.stop", "name=" + NAME, "filename=" + file));
    }

    /** What a sample stands for. */
    String unit() {
        return isByCpuTime() ? "CPU time" : "Java code (system calls are counted from JDK 25 on)";
    }

    void writeFlameGraph(Path page, String title) throws IOException {
        JfrToFlame.convert(file.toString(), page.toString(), arguments("--title", title));
    }

    /** Writes lines with frames, the outermost first, between semicolons, and how often there was that stack. */
    void writeStacks(Path stacks) throws IOException {
        JfrToFlame.convert(file.toString(), stacks.toString(), arguments("--output", "collapsed"));
    }

    private static Arguments arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("--dot", "--norm"));
        if (isByCpuTime()) {
            // Its word for the other kind, --cpu, would look for states that only async-profiler knows.
            all.add("--cpu-time");
        }
        all.addAll(List.of(more));
        return new Arguments(all.toArray(String[]::new));
    }

    private static boolean isByCpuTime() {
        return Runtime.version().feature() >= CPU_TIME_SINCE;
    }

    private void jcmd(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/jcmd").toString());
        command.add(Long.toString(pid));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + String.join(" ", arguments) + ": " + printed.strip());
        }
    }
}
