package io.phoenix.gateway.benchmarks.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A proxy that can be compared: how it is started, and with which files of {@code benchmarks/peers}. Immutable. */
interface Peer {
    /** The name in reports and on the command line. */
    String name();

    /** The program that it needs, which is looked for in the search path. */
    String program();

    /** How to get that program. */
    String advice();

    /** The configuration files, the main one first. */
    List<String> files();

    /** The command that runs it in the foreground; its configuration files stand, filled in, in {@code directory}. */
    List<String> command(Path directory);

    /**
     * The signal that lets it take over a new configuration; null where a second process takes over from the first,
     * whose admin's address is then added to the command.
     */
    default @Nullable String reloadSignal() {
        return null;
    }

    /** Whether it is compiled while it runs. */
    default boolean runsOnJvm() {
        return false;
    }

    /** What is to be filled into the files beside ports and directories. */
    default Map<String, String> words() {
        return Map.of();
    }

    /** What its environment has beside ours. */
    default Map<String, String> environment() {
        return Map.of();
    }
}
