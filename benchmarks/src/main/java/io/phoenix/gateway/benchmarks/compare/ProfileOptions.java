package io.phoenix.gateway.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@code benchmarks/profile}. Filled in once. */
@Command(
        name = "benchmarks/profile",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Records where the gateway's CPU time goes under the load of one scenario of benchmarks/compare: a"
                        + " flame graph and the hottest frames.")
final class ProfileOptions {
    @Option(names = "--home", required = true, hidden = true)
    private Path home = Path.of("");

    @Option(names = "--pin", hidden = true, description = "The core that the gateway is pinned to.")
    private String pin = "";

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "The first whose name begins like this; --list shows all. Default: ${DEFAULT-VALUE}.")
    private String scenario = "chat-300b-32";

    @Option(names = "--seconds", paramLabel = "N", description = "Of the recording. Default: ${DEFAULT-VALUE}.")
    private int seconds = 20;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Seconds of the same load before it. Default: ${DEFAULT-VALUE}.")
    private int warmUp = 40;

    @Option(
            names = "--java-opts",
            paramLabel = "FLAGS",
            description = "The gateway's JVM flags. Default: ${DEFAULT-VALUE}.")
    private String javaOptions = "-Xmx512m -XX:MaxDirectMemorySize=1g";

    @Option(names = "--output", paramLabel = "DIRECTORY", description = "Default: benchmarks/target/profile.")
    private Path output = Path.of("benchmarks/target/profile");

    @Option(names = "--list", description = "Lists the scenarios.")
    private boolean list;

    /** Those that load the gateway that is running; the others start one of their own. */
    static List<Scenario> scenarios() {
        return Scenarios.all().stream().filter(Scenario::warmsUp).toList();
    }

    String scenario() {
        return scenario;
    }

    Path home() {
        return home;
    }

    /** A command that runs another one on the gateway's core; empty if there is no such core. */
    List<String> pin() {
        return pin.isEmpty() ? List.of() : List.of("taskset", "-c", pin);
    }

    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUp);
    }

    String javaOptions() {
        return javaOptions;
    }

    Path output() {
        return output;
    }

    boolean list() {
        return list;
    }
}
