package io.phoenix.gateway.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every program that puts scenarios on a {@link Stage}. Filled in once. */
final class StageOptions {
    @Option(names = "--home", required = true, hidden = true)
    private Path home = Path.of("");

    @Option(names = "--pin", hidden = true, description = "The core that proxies are pinned to.")
    private String pin = "";

    @Option(
            names = "--java-opts",
            paramLabel = "FLAGS",
            description = "The gateway's JVM flags. Default: ${DEFAULT-VALUE}.")
    private String javaOptions = "-Xmx512m -XX:MaxDirectMemorySize=1g";

    @Option(names = "--output", paramLabel = "DIRECTORY", description = "Default: ${DEFAULT-VALUE}.")
    private Path output;

    @Option(names = "--list", description = "Lists the scenarios.")
    private boolean list;

    /** Writes to {@code output} unless told otherwise. */
    StageOptions(String output) {
        this.output = Path.of(output);
    }

    /** Starts the backends, with the proxies pinned as told. */
    Stage start() throws IOException, InterruptedException {
        return new Stage(home.resolve("benchmarks/peers"), directory(), pin());
    }

    /** The gateway of this checkout. */
    GatewayPeer gateway() {
        return new GatewayPeer(home, javaOptions);
    }

    /** Whether there is a core to pin the proxies to. */
    boolean pins() {
        return !pin.isEmpty();
    }

    /** A command that runs another one on the proxies' core; empty if there is no such core. */
    private List<String> pin() {
        return pins() ? List.of("taskset", "-c", pin) : List.of();
    }

    String javaOptions() {
        return javaOptions;
    }

    /** Where to write to; it is there. */
    Path directory() throws IOException {
        return Files.createDirectories(output.toAbsolutePath());
    }

    /** Whether to list the scenarios instead of running them. */
    boolean list() {
        return list;
    }
}
