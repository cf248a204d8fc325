package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * LXC's own programs, for the containers below one directory. Their exit codes are no answers: {@code lxc-start} of a
 * running container returns 0 and {@code lxc-stop} of a stopped one 2, so the state is asked for instead.
 */
final class LxcPrograms {
    /** What a container has to shut down before it is ended; systemd needs most of it when a service hangs. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(60);

    private static final Pattern VALUE = Pattern.compile("(lxc\\.\\S+) = ?(.*)");

    private final CommandRunner runner;
    private final Path directory;

    LxcPrograms(CommandRunner runner, Path directory) {
        this.runner = runner;
        this.directory = directory;
    }

    boolean isRunning(int id) throws IOException, InterruptedException {
        Outcome state = run(id, "lxc-info", "-s", "-H");
        return state.isOk() && !state.out().strip().equals("STOPPED");
    }

    /** What is in force in a running container, of these keys. */
    ConfigText inForce(int id, List<String> keys) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        for (String key : keys) {
            arguments.add("-c");
            arguments.add(key);
        }
        Outcome answer = run(id, "lxc-info", arguments.toArray(String[]::new));
        StringBuilder text = new StringBuilder();
        String key = "";
        for (String line : answer.out().split("\n", -1)) {
            Matcher value = VALUE.matcher(line);
            // A key with several values has one line for each, and its name on the first only.
            boolean isFirst = value.matches();
            key = isFirst ? value.group(1) : key;
            String rest = isFirst ? value.group(2) : line;
            if (!rest.isBlank() && !key.isEmpty()) {
                text.append(key).append(" = ").append(rest).append('\n');
            }
        }
        return ConfigText.of(text.toString());
    }

    /** A setting of a running container's cgroup, as the kernel has it; empty if it does not. */
    String cgroup(int id, String setting) throws IOException, InterruptedException {
        Outcome value = run(id, "lxc-cgroup", setting);
        return value.isOk() ? value.out().strip() : "";
    }

    /**
     * Changes settings of a running container's cgroup. Those that the kernel refuses are tried once more after the
     * others: whether memory or its sum with swap must go first depends on whether they grow.
     */
    void setCgroup(int id, Map<String, String> settings) throws IOException, InterruptedException {
        List<Map.Entry<String, String>> refused = new ArrayList<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (!run(id, "lxc-cgroup", setting.getKey(), setting.getValue()).isOk()) {
                refused.add(setting);
            }
        }
        for (Map.Entry<String, String> setting : refused) {
            Outcome again = run(id, "lxc-cgroup", setting.getKey(), setting.getValue());
            if (!again.isOk()) {
                throw new IOException("the running container " + id + " cannot be given " + setting.getKey() + " = "
                        + setting.getValue() + ": " + again.complaint());
            }
        }
    }

    Outcome start(int id, Path log) throws IOException, InterruptedException {
        return run(id, "lxc-start", "-d", "-l", "ERROR", "-o", log.toString());
    }

    Outcome stop(int id) throws IOException, InterruptedException {
        return runner.run(command(id, "lxc-stop", "-t", Long.toString(SHUTDOWN.toSeconds()))
                .within(SHUTDOWN.plusSeconds(30)));
    }

    Outcome destroy(int id) throws IOException, InterruptedException {
        return runner.run(command(id, "lxc-destroy", "-s").within(Duration.ofMinutes(10)));
    }

    /** Runs {@code command} in the container, as its root and with its own environment. */
    Outcome attach(int id, Command command) throws IOException, InterruptedException {
        return runner.run(
                command.by(command(id, "lxc-attach", "--clear-env", "--").arguments()));
    }

    /** Runs a program of the host that is none of LXC's. */
    Outcome host(Command command) throws IOException, InterruptedException {
        return runner.run(command);
    }

    private Outcome run(int id, String program, String... arguments) throws IOException, InterruptedException {
        return runner.run(command(id, program, arguments));
    }

    private Command command(int id, String program, String... arguments) {
        return Command.of(program, "-P", directory.toString(), "-n", Integer.toString(id))
                .and(List.of(arguments));
    }
}
