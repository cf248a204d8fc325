package io.phoenix.gateway.provisioner.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.phoenix.gateway.provisioner.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program itself, in a process of its own inside a {@link LabHost}. */
public final class LabProvisioner {
    private final LabHost lab;
    private final Path hypervisor;
    private final Path state;
    private final Path out;

    /** By these files; the journal is in a new directory. */
    public LabProvisioner(LabHost lab, Path hypervisor) throws IOException {
        this.lab = lab;
        this.hypervisor = hypervisor;
        this.state = Files.createTempDirectory(lab.work(), "state");
        this.out = Files.createTempFile(lab.work(), "provision", ".out");
    }

    /** Runs it to its end. */
    public Result run(String command, String... options) throws IOException, InterruptedException {
        Process process = start(command, options);
        int code = process.waitFor();
        return new Result(code, Files.readString(out, UTF_8));
    }

    /** Runs a command that keeps no journal to its end. */
    public Result look(String command, String... options) throws IOException, InterruptedException {
        int code = started(List.of(command), options).waitFor();
        return new Result(code, Files.readString(out, UTF_8));
    }

    /** Starts it; what it writes goes to a file. */
    public Process start(String command, String... options) throws IOException {
        return started(List.of(command, "--state", state.toString()), options);
    }

    /** Runs it to its end on a terminal; what the terminal gets is returned as it comes. */
    public Result onTerminal(String command, String... options) throws IOException, InterruptedException {
        Needs.programs("bsdutils", "script");
        String line = line(List.of(command, "--state", state.toString()), options).stream()
                .map(argument -> "'" + argument + "'")
                .collect(Collectors.joining(" "));
        int code = execute(List.of("env", "TERM=linux", "script", "-q", "-e", "-f", "-c", line, "/dev/null"))
                .waitFor();
        return new Result(code, Files.readString(out, UTF_8));
    }

    /** What it has written so far. */
    public String text() {
        try {
            return Files.readString(out, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process started(List<String> command, String... options) throws IOException {
        return execute(line(command, options));
    }

    private List<String> line(List<String> command, String... options) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                Main.class.getName()));
        line.addAll(command);
        line.addAll(List.of("--hypervisor", hypervisor.toString()));
        line.addAll(List.of(options));
        return line;
    }

    private Process execute(List<String> line) throws IOException {
        return lab.process(line)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    /** From the root on, since the process begins elsewhere. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((a, b) -> a + ":" + b)
                .orElseThrow();
    }

    /** How many steps are journalled as done. */
    public long stepsDone() throws IOException {
        Path journal = state.resolve("journal.jsonl");
        if (!Files.exists(journal)) {
            return 0;
        }
        return Files.readString(journal, UTF_8)
                .lines()
                .filter(line -> line.contains("\"event\":\"done\""))
                .count();
    }

    /** The exit code, and what was written to both streams. */
    public record Result(int code, String text) {}
}
