package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.HostCommands;
import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A host with {@code pct.sh} in place of Proxmox's {@code pct}: a real program, with files of its own. */
public final class ScriptedPct implements CommandRunner {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final CommandRunner host = new HostCommands();
    private final Path home;
    private final Path script;

    /** One that has its containers below {@code home}. */
    public ScriptedPct(Path home) throws IOException {
        this.home = home;
        this.script = home.resolve("pct.sh");
        Files.createDirectories(home.resolve("lxc"));
        Files.createDirectories(home.resolve("run"));
        try (InputStream in = Objects.requireNonNull(ScriptedPct.class.getResourceAsStream("pct.sh"))) {
            Files.write(script, in.readAllBytes());
        }
    }

    @Override
    public Outcome run(Command command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("sh", script.toString(), home.toString()));
        line.addAll(command.arguments().subList(1, command.arguments().size()));
        return host.run(new Command(line, command.timeout()));
    }

    /** The backend that is to be tried. */
    public PctContainers containers() {
        return new PctContainers(this, PAUSE, home.resolve("lxc"), home.resolve("lock"));
    }

    /** Lets something go wrong once. */
    public void fault(String name) throws IOException {
        Files.writeString(home.resolve("faults"), name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Puts a container there by its file. */
    public void conf(int id, String text) throws IOException {
        Files.writeString(file(id), text);
    }

    /** A container's file. */
    public String conf(int id) throws IOException {
        return Files.readString(file(id));
    }

    private Path file(int id) {
        return home.resolve("lxc").resolve(id + ".conf");
    }

    void run(int id) throws IOException {
        Files.writeString(home.resolve("run").resolve(Integer.toString(id)), "");
    }

    /** Where the script has the files of a container. */
    Path root(int id) throws IOException {
        return Files.createDirectories(home.resolve("fs").resolve(Integer.toString(id)));
    }

    /** What it was asked so far. */
    public List<String> calls() throws IOException {
        return Files.readAllLines(home.resolve("calls"));
    }
}
