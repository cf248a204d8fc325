package io.phoenix.gateway.provisioner.doctor;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.Desired.VolumeMount;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A container as the host's system and its own inside tell: whether it runs, and whether it has what it is to have. */
final class ContainerExam {
    /** Whom the gateway runs as. */
    private static final String USER = "gateway";

    private final Desired desired;
    private final Container container;
    private final ContainerBackend backend;
    private final boolean isGateway;
    private final String subject;
    private final List<Result> results = new ArrayList<>();

    private ContainerExam(Desired desired, Container container, ContainerBackend backend, boolean isGateway) {
        this.desired = desired;
        this.container = container;
        this.backend = backend;
        this.isGateway = isGateway;
        this.subject = container.id() + " " + container.hostname();
    }

    /** The results; {@code isGateway} says that its volumes must be readable by the gateway's user. */
    static List<Result> run(Desired desired, Container container, ContainerBackend backend, boolean isGateway)
            throws InterruptedException {
        ContainerExam exam = new ContainerExam(desired, container, backend, isGateway);
        try {
            exam.run();
        } catch (IOException e) {
            exam.failed(Hop.RUNNING, "the host cannot tell: " + e.getMessage(), "bin/provision check");
        }
        return exam.results;
    }

    private void run() throws IOException, InterruptedException {
        ObservedContainer now = backend.observe(container.id());
        if (now == null) {
            failed(Hop.RUNNING, "does not exist", "bin/provision apply --only " + container.id());
            return;
        }
        if (!now.isRunning()) {
            failed(
                    Hop.RUNNING,
                    now.lock() == null ? "is stopped" : "is locked: " + now.lock(),
                    backend.name().equals("pct")
                            ? "pct start " + container.id()
                            : "bin/provision apply --only " + container.id());
            return;
        }
        results.add(Result.ok(subject, Hop.RUNNING, "runs"));
        CommandRunner inside = backend.inside(container.id());
        address(inside);
        for (VolumeMount at : desired.mountsOf(container.id())) {
            volume(inside, at);
        }
    }

    private void address(CommandRunner inside) throws IOException, InterruptedException {
        String wanted = container.network().address().address().toString();
        // The kernel's own table, which every container has, whatever programs it has.
        Outcome table = inside.run(Command.of("cat", "/proc/net/fib_trie"));
        if (!table.isOk()) {
            results.add(Result.skipped(subject, Hop.ADDRESS, table.complaint()));
        } else if (table.out().lines().anyMatch(line -> line.strip().equals("|-- " + wanted))) {
            results.add(Result.ok(subject, Hop.ADDRESS, wanted));
        } else {
            failed(Hop.ADDRESS, "has not got " + wanted, "bin/provision plan --only " + container.id());
        }
    }

    private void volume(CommandRunner inside, VolumeMount at) throws IOException, InterruptedException {
        String path = at.mount().path();
        String name = at.volume().name();
        Outcome mounts = inside.run(Command.of("cat", "/proc/self/mounts"));
        if (mounts.out().lines().noneMatch(line -> line.split(" ", 3)[1].equals(path))) {
            failed(
                    Hop.VOLUME,
                    name + " is not mounted at " + path,
                    "bin/provision apply --allow-restart --only " + container.id());
            return;
        }
        Outcome listing = inside.run(reading(inside, path));
        if (listing.isOk()) {
            results.add(Result.ok(subject, Hop.VOLUME, name + " at " + path));
        } else {
            failed(
                    Hop.VOLUME,
                    name + " at " + path + " cannot be read: " + listing.complaint(),
                    "bin/provision apply " + (isGateway ? "--fix-keys " : "") + "--only " + name);
        }
    }

    /** Ends well if the service can read what is in {@code path}: as its user, since root may read what it may not. */
    private Command reading(CommandRunner inside, String path) throws IOException, InterruptedException {
        boolean hasUser = isGateway
                && inside.run(Command.of("cat", "/etc/passwd"))
                        .out()
                        .lines()
                        .anyMatch(line -> line.startsWith(USER + ":"));
        String quoted = "'" + path.replace("'", "'\\''") + "'";
        return hasUser
                ? Command.of(
                        "su",
                        "-s",
                        "/bin/sh",
                        USER,
                        "-c",
                        "ls " + quoted + " && for f in " + quoted
                                + "/*; do test -r \"$f\" || test ! -e \"$f\" || { echo \"$f: not for the user " + USER
                                + "\" >&2; exit 1; }; done")
                : Command.of("ls", path);
    }

    private void failed(Hop hop, String detail, String remedy) {
        results.add(Result.failed(subject, hop, detail, remedy));
    }
}
