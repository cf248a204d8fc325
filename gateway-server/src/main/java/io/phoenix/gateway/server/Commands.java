package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.HostPort;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All that the command line can say, with its help. */
@Command(
        name = "gateway",
        description = "One door to an AI server: routes OpenAI requests by model, proxies the apps, terminates TLS.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = CommandLine.HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
final class Commands {

    private Commands() {}

    /** Runs the command that {@code arguments} name, or tells what is wrong with them, and returns the exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(out, err));
        commands.put("check", () -> new CheckCommand(out, err));
        commands.put("demo", () -> new DemoCommand(out, err));
        commands.put("explain", () -> new ExplainCommand(out, err));
        commands.put("import", () -> new ImportCommand(out, err));
        commands.put("health", () -> new HealthCommand(out, err));
        CommandLine line = new CommandLine(new Commands());
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
