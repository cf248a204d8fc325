package io.phoenix.gateway.benchmarks.compare;

import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program behind {@code benchmarks/profile}. */
@Command(
        name = "benchmarks/profile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Records where the gateway's CPU time goes under the load of one scenario of benchmarks/compare: a"
                        + " flame graph and the hottest frames.")
public final class Profile implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    /** Else samples are charged to the next safepoint, and what is inlined to nobody. */
    private static final String FLAGS = "-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";

    private static final int FRAMES = 30;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "The first whose name begins like this; --list shows all. Default: ${DEFAULT-VALUE}.")
    private String name = "chat-300b-32";

    @Option(names = "--seconds", paramLabel = "N", description = "Of the recording. Default: ${DEFAULT-VALUE}.")
    private int seconds = 20;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds of the same load before it. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 40;

    @Mixin
    private final StageOptions options = new StageOptions("benchmarks/target/profile");

    private Profile() {}

    /** Profiles; exits with 1 if that failed, with 2 on wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Profile()).execute(arguments));
    }

    /** Those that load the gateway that is running; the others start one of their own. */
    private static List<Scenario> scenarios() {
        return Scenarios.all().stream().filter(Scenario::warmsUp).toList();
    }

    @Override
    public Integer call() throws Exception {
        if (options.list()) {
            OUT.print(Scenarios.list(scenarios()));
            return ExitCode.OK;
        }
        Optional<Scenario> named =
                scenarios().stream().filter(s -> s.name().startsWith(name)).findFirst();
        if (named.isEmpty()) {
            System.err.println("there is no scenario " + name + "; --list shows all");
            return ExitCode.USAGE;
        }
        return run(named.orElseThrow()) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean run(Scenario scenario) throws Exception {
        Logs.toConsole();
        Path directory = options.directory();
        try (Stage stage = options.start()) {
            PeerProcess gateway = stage.start(options.gateway().with(FLAGS));
            System.err.println("  " + scenario.name() + " warms up for " + warmUp + " s");
            Sample warm = scenario.run(stage.bench(), gateway, Duration.ofSeconds(warmUp));
            if (warm.fault() != null) {
                System.err.println("the load failed: " + warm.fault());
                return false;
            }
            System.err.println("  it is recorded for " + seconds + " s");
            Recording recording = Recording.start(gateway.pid(), directory.resolve(scenario.name() + ".jfr"));
            Sample sample = scenario.run(stage.bench(), gateway, Duration.ofSeconds(seconds));
            recording.stop();
            if (sample.fault() != null) {
                System.err.println("the load failed: " + sample.fault());
                return false;
            }
            report(scenario, recording, directory);
            return true;
        }
    }

    private static void report(Scenario scenario, Recording recording, Path directory) throws IOException {
        Path page = directory.resolve(scenario.name() + ".html");
        Path text = directory.resolve(scenario.name() + ".txt");
        Path stacks = directory.resolve(scenario.name() + ".collapsed");
        recording.writeFlameGraph(page, scenario.title() + ": the gateway, by " + recording.unit());
        recording.writeStacks(stacks);
        HottestFrames frames = HottestFrames.of(Files.readAllLines(stacks));
        String title = String.format("%s: %,d samples of %s%n%n", scenario.title(), frames.samples(), recording.unit());
        Files.writeString(text, title + frames.text(Integer.MAX_VALUE));
        OUT.println(title + frames.text(FRAMES));
        OUT.println("All of them: " + text);
        OUT.println("Flame graph: " + page);
    }
}
