package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.HostPort;
import io.phoenix.gateway.server.observe.Logs;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. Exit codes: 0 done, 1 the gateway could not start, 2 wrong usage, 3 the configuration is not valid.
 */
@Command(
        name = "gateway",
        description = "One door to an AI server: routes OpenAI requests by model, proxies the apps, terminates TLS.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = CommandLine.HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
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
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(out, err));
        commands.put("check", () -> new CheckCommand(out, err));
        commands.put("demo", () -> new DemoCommand(out, err));
        commands.put("explain", () -> new ExplainCommand(out, err));
        commands.put("import", () -> new ImportCommand(out, err));
        commands.put("rehearse", () -> new RehearseCommand(err));
        commands.put("health", () -> new HealthCommand(out, err));
        CommandLine line = new CommandLine(new Main());
        // What a command may be told is read from its class, which takes as long as a tenth of a start for all of them.
        String named = arguments.length > 0 ? arguments[0] : "";
        commands.forEach((name, command) -> {
            if (name.equals(named) || !commands.containsKey(named)) {
                line.addSubcommand(command.get());
            }
        });
        return line.registerConverter(HostPort.class, new ListenAddress())
                .setOut(out)
                .setErr(err)
                .execute(arguments);
    }
}
