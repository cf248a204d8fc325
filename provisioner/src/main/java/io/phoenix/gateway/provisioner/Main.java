package io.phoenix.gateway.provisioner;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 a file could not be read, 2 wrong usage, 3 the files are not valid. */
@Command(
        name = "provision",
        description = "Looks after the host of the gateway: its storage and its containers.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = CommandLine.HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /** Runs the command that {@code arguments} name and exits with its code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(out, err, arguments));
    }

    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        int code = new CommandLine(new Main())
                .addSubcommand(new ValidateCommand(out, err))
                .addSubcommand(new ShowCommand(out, err))
                .addSubcommand(new GatewayConfigCommand(out, err))
                .setOut(out)
                .setErr(err)
                .execute(arguments);
        out.flush();
        return code;
    }
}
