package io.phoenix.gateway.server;

import io.phoenix.gateway.server.observe.Logs;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The command line. Exit codes: 0 done, 1 the gateway could not start, 2 wrong usage, 3 the configuration is not valid.
 */
public final class Main {
    static final int CANNOT_START = 1;
    static final int INVALID_CONFIG = 3;

    private Main() {}

    /** Runs the command that {@code arguments} name and exits with its code; serving ends by a signal only. */
    public static void main(String[] arguments) {
        Logs.toConsole();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(out, err, arguments));
    }

    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        // Neither comes near the library that reads command lines: what a rehearsal loads, every start does.
        if (arguments.length == 1 && arguments[0].equals("rehearse")) {
            return new RehearseCommand(err).call();
        }
        RunCommand plain = RunCommand.plain(out, err, arguments);
        return plain == null ? Commands.execute(out, err, arguments) : plain.call();
    }
}
