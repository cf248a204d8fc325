package io.phoenix.gateway.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code benchmarks/compare}. Filled in once. */
final class CompareOptions {
    private static final Duration QUICK = Duration.ofMillis(500);

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
                    "Seconds of each scenario before its first run, four times as many before the first, for what is"
                            + " compiled while it runs; 2 at most for the others. Default: ${DEFAULT-VALUE}.")
    private double warmUp = 10;

    @Option(names = "--quick", description = "Runs everything for a moment, once: does it work?")
    private boolean quick;

    @Option(names = "--peer-logs", description = "NGINX and HAProxy write access logs too, as the gateway always does.")
    private boolean peerLogs;

    @Mixin
    private final StageOptions stage = new StageOptions("benchmarks/target/compare");

    @Option(names = "--serve", description = "Only starts everything and prints the ports, for wrk, h2load and others.")
    private boolean serve;

    boolean isWanted(Scenario scenario) {
        return scenarios.isEmpty() || scenarios.stream().anyMatch(scenario.name()::startsWith);
    }

    /** The first name that no scenario begins with, if there is one. */
    Optional<String> unknownScenario() {
        return scenarios.stream()
                .filter(name -> Scenarios.all().stream()
                        .noneMatch(scenario -> scenario.name().startsWith(name)))
                .findFirst();
    }

    boolean isWanted(String peer) {
        return peers.contains(peer);
    }

    StageOptions stage() {
        return stage;
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
        return List.of(stage.gateway(), new NginxPeer(peerLogs), new HaproxyPeer(peerLogs));
    }

    boolean peerLogs() {
        return peerLogs;
    }

    boolean serve() {
        return serve;
    }
}
