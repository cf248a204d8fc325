package io.phoenix.gateway.benchmarks.compare;

import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program behind {@code benchmarks/profile}. */
public final class Profile {
    private static final PrintStream OUT = System.out;

    /** Else samples are charged to the next safepoint, and what is inlined to nobody. */
    private static final String FLAGS = " -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";

    private static final int FRAMES = 30;

    private Profile() {}

    /** Profiles; exits with 1 if that failed, with 2 on wrong usage. */
    public static void main(String[] arguments) throws Exception {
        ProfileOptions options = new ProfileOptions();
        CommandLine line = new CommandLine(options);
        try {
            line.parseArgs(arguments);
        } catch (ParameterException e) {
            System.err.println(e.getMessage());
            line.usage(System.err);
            System.exit(2);
        }
        if (line.isUsageHelpRequested()) {
            line.usage(OUT);
            return;
        }
        if (options.list()) {
            ProfileOptions.scenarios().forEach(s -> OUT.printf("%-20s %s%n", s.name(), s.title()));
            return;
        }
        Optional<Scenario> scenario = ProfileOptions.scenarios().stream()
                .filter(s -> s.name().startsWith(options.scenario()))
                .findFirst();
        if (scenario.isEmpty()) {
            System.err.println("there is no scenario " + options.scenario() + "; --list shows all");
            System.exit(2);
        }
        System.exit(run(scenario.orElseThrow(), options) ? 0 : 1);
    }

    private static boolean run(Scenario scenario, ProfileOptions options) throws Exception {
        Logs.toConsole();
        Path directory = Files.createDirectories(options.output().toAbsolutePath());
        try (Stage stage = new Stage(options.home().resolve("benchmarks/peers"), directory, options.pin())) {
            PeerProcess gateway = stage.start(new GatewayPeer(options.home(), options.javaOptions() + FLAGS));
            System.err.println(
                    "  " + scenario.name() + " warms up for " + options.warmUp().toSeconds() + " s");
            Sample warm = scenario.run(stage.bench(), gateway, options.warmUp());
            if (warm.fault() != null) {
                System.err.println("the load failed: " + warm.fault());
                return false;
            }
            System.err.println("  it is recorded for " + options.time().toSeconds() + " s");
            Recording recording = Recording.start(gateway.pid(), directory.resolve(scenario.name() + ".jfr"));
            Sample sample = scenario.run(stage.bench(), gateway, options.time());
            recording.stop();
            if (sample.fault() != null) {
                System.err.println("the load failed: " + sample.fault());
                return false;
            }
            report(scenario, recording, options.output());
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
