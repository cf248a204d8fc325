package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inside of the gateway's container, seen by its root. What is there is asked for each time, never remembered. */
final class Target {
    /** What comes in from outside may have none, or one without the directories of the administrator. */
    private static final List<String> WITH_PATH =
            List.of("env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private static final Duration LONG = Duration.ofMinutes(5);

    private final ContainerBackend containers;
    private final int id;
    private final CommandRunner inside;

    /** @param id of a container that runs */
    Target(ContainerBackend containers, int id) {
        this.containers = containers;
        this.id = id;
        this.inside = containers.inside(id);
    }

    /** Runs a program; whatever comes of it is an outcome. */
    Outcome attempt(String... arguments) throws IOException, InterruptedException {
        return inside.run(Command.of(arguments).by(WITH_PATH).within(LONG));
    }

    /** Runs a program that must succeed; returns what it wrote. */
    String run(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = attempt(arguments);
        if (!outcome.isOk()) {
            throw DeployException.of("in the container " + id + ": " + Command.of(arguments) + " failed", outcome);
        }
        return outcome.out();
    }

    /** Whether a program ends with 0. */
    boolean holds(String... arguments) throws IOException, InterruptedException {
        return attempt(arguments).isOk();
    }

    /** The content of a text file, without the line end at its end; null if it cannot be read. */
    @Nullable
    String read(String file) throws IOException, InterruptedException {
        Outcome outcome = attempt("cat", file);
        return outcome.isOk() ? outcome.out() : null;
    }

    /** Where a symbolic link leads to, as it is written; null if there is none. */
    @Nullable
    String linkAt(String link) throws IOException, InterruptedException {
        Outcome outcome = attempt("readlink", link);
        return outcome.isOk() && !outcome.out().isEmpty() ? outcome.out() : null;
    }

    /** Makes a link, or leads it elsewhere in one step that nobody sees the middle of. */
    void link(String link, String to) throws IOException, InterruptedException {
        run("ln", "-s", "-f", "-n", to, link + ".new");
        run("mv", "-f", "-T", link + ".new", link);
    }

    /** Writes a text file, whole or not at all. */
    void write(String file, String text, Owner owner, String mode) throws IOException, InterruptedException {
        Path copy = Files.createTempFile("phoenix-gateway", ".txt");
        try {
            Files.writeString(copy, text);
            containers.push(id, copy, file, owner, mode);
        } finally {
            Files.delete(copy);
        }
    }

    /** Puts a file of the host there, and compares what has arrived. */
    void push(Path file, String destination) throws IOException, InterruptedException {
        containers.push(id, file, destination, Owner.CONTAINER_ROOT, "0644");
    }
}
