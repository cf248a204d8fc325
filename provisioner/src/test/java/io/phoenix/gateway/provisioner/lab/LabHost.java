package io.phoenix.gateway.provisioner.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.HostCommands;
import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A host of its own inside this machine: namespaces for processes, mounts and the network, with the operator's bridge
 * {@code vmbr0} and its addresses, where real containers run. Everything in it ends with it, and it ends with the JVM,
 * however that ends.
 */
@SuppressWarnings("try") // its end waits for a process, and may be interrupted like any wait
public final class LabHost implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path work;
    private final Process keeper;
    private final List<String> entrance;
    private final CommandRunner runner;

    private LabHost(Path work, Process keeper, long first) {
        this.work = work;
        this.keeper = keeper;
        this.entrance = List.of(
                "nsenter", "--target", Long.toString(first), "--mount", "--net", "--ipc", "--pid", "--wd=/", "--");
        CommandRunner here = new HostCommands();
        this.runner = command -> here.run(command.by(entrance));
    }

    /** One that is ready; a test that this machine cannot do is skipped. */
    public static LabHost start() throws IOException, InterruptedException {
        Needs.root();
        Needs.programs("lxc uidmap busybox-static iproute2", "lxc-start", "lxc-attach", "getsubids", "busybox", "ip");
        Path work = Files.createTempDirectory("phoenix-lab");
        Path scripts = Files.createTempDirectory("phoenix-lab-scripts");
        Process keeper = new ProcessBuilder(
                        "sh", script(scripts, "lab.sh"), work.toString(), script(scripts, "inside.sh"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(keeper.getInputStream(), UTF_8));
        String lab = Objects.requireNonNull(lines.readLine(), "the lab does not start");
        await(() -> Files.exists(work.resolve("ready")), "the lab is not ready");
        for (String name : List.of("lab.sh", "inside.sh")) {
            Files.delete(scripts.resolve(name));
        }
        Files.delete(scripts);
        long first = ProcessHandle.of(Long.parseLong(lab))
                .flatMap(process -> process.children().findFirst())
                .orElseThrow()
                .pid();
        return new LabHost(work, keeper, first);
    }

    private static String script(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = LabHost.class.getResourceAsStream(name)) {
            Files.write(file, Objects.requireNonNull(in, name).readAllBytes());
        }
        return file.toString();
    }

    /** A directory that is the same inside and outside; mounts below it too. */
    public Path work() {
        return work;
    }

    /** Where its containers are; inside it is also {@code /var/lib/lxc}, and LXC knows those of one path only. */
    public Path containers() {
        return work.resolve("lxc");
    }

    /** Runs programs in it. */
    public CommandRunner runner() {
        return runner;
    }

    /** A program in it, for a test that wants the process; paths must be absolute. */
    public ProcessBuilder process(List<String> arguments) {
        List<String> all = new ArrayList<>(entrance);
        all.addAll(arguments);
        return new ProcessBuilder(all);
    }

    /** Runs a program in it that must succeed; returns what it wrote. */
    public String run(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = runner.run(Command.of(arguments));
        if (!outcome.isOk()) {
            throw new IOException(String.join(" ", arguments) + ": " + outcome.complaint());
        }
        return outcome.out();
    }

    /** Runs a program in a container below its {@code /var/lib/lxc}, as root inside. */
    public Outcome inside(int id, String... arguments) throws IOException, InterruptedException {
        return insideAs(0, id, arguments);
    }

    /** The same as a user, with a group of the same number, as the container counts them. */
    public Outcome insideAs(int user, int id, String... arguments) throws IOException, InterruptedException {
        String number = Integer.toString(user);
        return runner.run(Command.of(arguments)
                .by(List.of(
                        "lxc-attach", "-n", Integer.toString(id), "-u", number, "-g", number, "--clear-env", "--")));
    }

    /** Waits until {@code condition} holds. */
    public static void await(BooleanSupplier condition, String otherwise) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(otherwise);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        // Their monitors remove their cgroups, which outlive the lab.
        try (var names = Files.list(containers())) {
            for (Path container : names.toList()) {
                for (String path : List.of(containers().toString(), "/var/lib/lxc")) {
                    String id = container.getFileName().toString();
                    runner.run(Command.of("lxc-stop", "-k", "-P", path, "-n", id));
                }
            }
        }
        keeper.getOutputStream().close();
        if (!keeper.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || Files.exists(work)) {
            throw new IOException("the lab " + work + " does not go away");
        }
    }
}
