package io.phoenix.gateway.provisioner;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Its exit codes are in {@link ExitCode}. */
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
        PrintWriter out = Terminal.writer(System.out, 1);
        PrintWriter err = Terminal.writer(System.err, 2);
        System.exit(execute(out, err, arguments));
    }

    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return execute(new ThisHost(), out, err, arguments);
    }

    static int execute(Hosts hosts, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new ValidateCommand(out))
                .addSubcommand(new ShowCommand(hosts, out, err))
                .addSubcommand(new GatewayConfigCommand(out))
                .addSubcommand(new DoctorCommand(hosts, out, err))
                .addSubcommand(new PlanCommand(hosts, out, err))
                .addSubcommand(new ApplyCommand(hosts, out, err))
                .addSubcommand(new CheckCommand(hosts, out, err))
                .addSubcommand(new AdoptCommand(hosts, out, err))
                .addSubcommand(new DestroyCommand(hosts, out, err))
                .addSubcommand(new DeployCommand(hosts, out, err))
                .addSubcommand(new RollbackCommand(hosts, out, err))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(new Failures());
        line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE));
        int code = line.execute(arguments);
        out.flush();
        err.flush();
        return code;
    }
}
