package io.phoenix.gateway.provisioner.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program with its arguments, as the kernel gets them: no shell reads them, so nothing needs quoting.
 *
 * @param arguments the program first; never secrets, since every user of the host can read them
 * @param timeout after which it is ended
 * @param input the file that it reads from; null for nothing
 */
public record Command(
        List<String> arguments, Duration timeout, @Nullable Path input) {
    private static final Duration USUAL = Duration.ofMinutes(1);

    public Command {
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
    }

    /** A command that has nothing to read. */
    public Command(List<String> arguments, Duration timeout) {
        this(arguments, timeout, null);
    }

    /** A command that has a minute. */
    public static Command of(String... arguments) {
        return new Command(List.of(arguments), USUAL);
    }

    /** The same one, with so much time. */
    public Command within(Duration limit) {
        return new Command(arguments, limit, input);
    }

    /** The same one, reading from that file. */
    public Command reading(Path file) {
        return new Command(arguments, timeout, file);
    }

    /** The same one, with further arguments at its end. */
    public Command and(List<String> further) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(further);
        return new Command(all, timeout, input);
    }

    /** The same one, run by another program, which has these arguments before those of the command. */
    public Command by(List<String> program) {
        List<String> all = new ArrayList<>(program);
        all.addAll(arguments);
        return new Command(all, timeout, input);
    }

    /** For people: as they would type it, with quotes where a shell would need them. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            line.append(line.isEmpty() ? "" : " ").append(quoted(argument));
        }
        return line.toString();
    }

    private static String quoted(String argument) {
        boolean plain = !argument.isEmpty()
                && argument.chars()
                        .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || "@%+=:,./-_".indexOf(c) >= 0);
        return plain ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
