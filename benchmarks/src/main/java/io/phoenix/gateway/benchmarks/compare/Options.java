package io.phoenix.gateway.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@code benchmarks/compare}. Filled in once. */
@Command(
        name = "benchmarks/compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the gateway, NGINX with njs and HAProxy side by side.")
final class Options {
    private static final Duration QUICK = Duration.ofMillis(500);

    @Option(names = "--home", required = true, hidden = true)
    private Path home = Path.of("");

    @Option(names = "--pin", hidden = true, description = "The core that proxies are pinned to.")
    private String pin = "";

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description = "Only those whose names begin like one of these; --list shows all.")
    private List<String> scenarios = new ArrayList<>();

    @Option(names = "--peers", split = ",", paramLabel = "NAME", description = "Of gateway, nginx, haproxy, direct.")
    private List<String> peers = List.of("direct", "gateway", "nginx", "haproxy");

    @Option(names = "--seconds", paramLabel = "N", description = "Of one run. Default: ${DEFAULT-VALUE}.")
    private double seconds = 5;

    @Option(names = "--rounds", paramLabel = "N", description = "Runs of each peer. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "Seconds of each scenario before its first run, for each peer; four times as many before the first."
                            + " Default: ${DEFAULT-VALUE}.")
    private double warmUp = 10;

    @Option(names = "--quick", description = "Runs everything for a moment, once: does it work?")
    private boolean quick;

    @Option(names = "--peer-logs", description = "NGINX and HAProxy write access logs too, as the gateway always does.")
    private boolean peerLogs;

    @Option(
            names = "--java-opts",
            paramLabel = "FLAGS",
            description = "The gateway's JVM flags. Default: ${DEFAULT-VALUE}.")
    private String javaOptions = "-Xmx512m -XX:MaxDirectMemorySize=1g";

    @Option(names = "--output", paramLabel = "DIRECTORY", description = "Default: benchmarks/target/compare.")
    private Path output = Path.of("benchmarks/target/compare");

    @Option(names = "--list", description = "Lists the scenarios.")
    private boolean list;

    @Option(names = "--serve", description = "Only starts everything and prints the ports, for wrk, h2load and others.")
    private boolean serve;

    boolean isWanted(Scenario scenario) {
        return scenarios.isEmpty() || scenarios.stream().anyMatch(scenario.name()::startsWith);
    }

    boolean isWanted(String peer) {
        return peers.contains(peer);
    }

    Path home() {
        return home;
    }

    /** A command that runs another one on the proxies' core; empty if there is no such core. */
    List<String> pin() {
        return pin.isEmpty() ? List.of() : List.of("taskset", "-c", pin);
    }

    Duration time() {
        return quick ? QUICK : seconds(seconds);
    }

    Duration warmUp() {
        return quick ? Duration.ZERO : seconds(warmUp);
    }

    int rounds() {
        return quick ? 1 : rounds;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    List<Peer> peers() {
        return List.of(new GatewayPeer(home, javaOptions), new NginxPeer(peerLogs), new HaproxyPeer(peerLogs));
    }

    String javaOptions() {
        return javaOptions;
    }

    boolean peerLogs() {
        return peerLogs;
    }

    Path output() {
        return output;
    }

    boolean list() {
        return list;
    }

    boolean serve() {
        return serve;
    }
}
