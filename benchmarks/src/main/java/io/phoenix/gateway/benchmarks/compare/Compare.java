package io.phoenix.gateway.benchmarks.compare;

import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The program behind {@code benchmarks/compare}. */
@Command(
        name = "benchmarks/compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the gateway, NGINX with njs and HAProxy side by side.")
public final class Compare implements Callable<Integer> {
    private static final PrintStream OUT = System.out;

    @Mixin
    private final CompareOptions options = new CompareOptions();

    private Compare() {}

    /** Compares; exits with 1 if anything is void, with 2 on wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Compare()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (options.stage().list()) {
            OUT.print(Scenarios.list(Scenarios.all()));
            return ExitCode.OK;
        }
        Optional<String> unknown = options.unknownScenario();
        if (unknown.isPresent()) {
            System.err.println("there is no scenario " + unknown.orElseThrow() + "; --list shows all");
            return ExitCode.USAGE;
        }
        return run() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean run() throws Exception {
        Logs.toConsole();
        Machine machine = Machine.now();
        OUT.println(machine.text());
        if (!options.stage().pins()) {
            OUT.println(
                    "There are no two cores to pin to: proxies and load share what there is, which blurs every figure.");
        }
        try (Stage stage = options.stage().start()) {
            List<Target> targets = targets(stage);
            if (options.serve()) {
                return serve(targets);
            }
            return compare(stage, targets, machine);
        }
    }

    private List<Target> targets(Stage stage) throws IOException, InterruptedException {
        List<Target> targets = new ArrayList<>();
        if (options.isWanted("direct")) {
            targets.add(stage.direct());
        }
        for (Peer peer : options.peers()) {
            if (!options.isWanted(peer.name())) {
                continue;
            }
            if (Machine.has(peer.program())) {
                targets.add(stage.start(peer));
            } else {
                OUT.println("Without " + peer.name() + ", which is not installed: " + peer.advice());
            }
        }
        return targets;
    }

    private static boolean serve(List<Target> targets) throws InterruptedException {
        for (Target target : targets) {
            OUT.printf(
                    "%-8s http://127.0.0.1:%d/v1/chat/completions  http://127.0.0.1:%d%s/small%s%n",
                    target.name(),
                    target.port(0),
                    target.port(0),
                    target.prefix(),
                    target.tlsPort() == 0 ? "" : "  TLS for rsa.lab and ec.lab on " + target.tlsPort());
        }
        OUT.println("Models: " + String.join(", ", Request.MODELS) + ". Ctrl-C ends it.");
        new CountDownLatch(1).await();
        return true;
    }

    private boolean compare(Stage stage, List<Target> targets, Machine machine) throws Exception {
        Comparison comparison = new Comparison(
                stage.bench(),
                targets,
                options.time(),
                options.warmUp(),
                options.rounds(),
                text -> System.err.println("  " + text));
        List<String> names = targets.stream().map(Target::name).toList();
        Map<String, String> conditions = conditions(machine);
        Path directory = options.stage().directory();
        List<Result> results = new ArrayList<>();
        for (Scenario scenario : Scenarios.all()) {
            if (options.isWanted(scenario)) {
                results.add(comparison.run(scenario));
                // After each, so that an interrupted run is not lost.
                Files.writeString(directory.resolve("compare.json"), JsonReport.of(results, names, conditions));
                Files.writeString(directory.resolve("compare.html"), HtmlReport.of(results, names, conditions));
            }
        }
        OUT.println(TableReport.of(results, names));
        OUT.println("Beside it: " + directory.resolve("compare.json") + " and " + directory.resolve("compare.html"));
        return results.stream().allMatch(result -> result.faults().isEmpty());
    }

    private Map<String, String> conditions(Machine machine) {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("machine", machine.text());
        conditions.put("java", Runtime.version().toString());
        conditions.put("gateway's flags", options.stage().javaOptions());
        conditions.put("pinned", options.stage().pins() ? "proxies on one core, load and backends on another" : "no");
        conditions.put("access logs", options.peerLogs() ? "all three" : "the gateway only");
        conditions.put("rounds", options.rounds() + " of " + options.time().toMillis() / 1000.0 + " s each");
        conditions.put(
                "warm-up",
                options.warmUp().toMillis() / 1000.0 + " s for each scenario, at most "
                        + Comparison.NATIVE_WARM_UP.toSeconds() + " s for native peers");
        return conditions;
    }
}
