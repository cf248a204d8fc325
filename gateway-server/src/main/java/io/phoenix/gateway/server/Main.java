package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.config.HostPort;
import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

    private static final int CANNOT_START = 1;
    private static final int INVALID_CONFIG = 3;

    private final PrintWriter out;
    private final PrintWriter err;

    private Main(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the command that {@code arguments} name and exits with its code; serving ends by a signal only. */
    public static void main(String[] arguments) {
        Logs.toConsole();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(out, err, arguments));
    }

    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main(out, err))
                .addSubcommand(new ExplainCommand(out, err))
                .addSubcommand(new ImportCommand(out, err))
                .addSubcommand(new RehearseCommand(err))
                .addSubcommand(new HealthCommand(out, err))
                .registerConverter(HostPort.class, new ListenAddress())
                .setOut(out)
                .setErr(err)
                .execute(arguments);
    }

    @Command(
            description = "Serves until it gets SIGTERM or Ctrl-C, then finishes what is in flight.",
            mixinStandardHelpOptions = true)
    int run(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
                    Path config,
            @Option(
                            names = "--admin",
                            paramLabel = "HOST:PORT",
                            description =
                                    "The admin listener's address in the place of the configuration's: two gateways"
                                            + " that share their ports cannot share this one.")
                    @Nullable
                    HostPort admin,
            @Option(
                            names = "--listen",
                            paramLabel = "LISTENER=HOST:PORT",
                            description =
                                    "The address of a listener in the place of the configuration's, for a trial beside"
                                            + " another server; may stand several times.")
                    @Nullable
                    Map<String, HostPort> listen) {
        GatewayConfig read = ConfigFile.read(config, err);
        if (read == null) {
            return INVALID_CONFIG;
        }
        try {
            read = admin == null ? read : read.withAdmin(admin);
            read = listen == null ? read : read.withListenersAt(listen);
        } catch (IllegalArgumentException e) {
            err.println("gateway: --listen: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        try {
            Logs logs = Logs.open(read.logs());
            try {
                Gateway gateway = Gateway.start(read, logs);
                out.println("Phoenix Gateway is serving; routes and metrics on http://"
                        + gateway.adminAddress().getHostString() + ":"
                        + gateway.adminAddress().getPort());
                Lifecycle.serveUntilSignal(gateway, logs::close);
            } finally {
                logs.close();
            }
            return 0;
        } catch (IOException | TlsSetupException e) {
            err.println("gateway: " + e.getMessage());
            return CANNOT_START;
        }
    }

    @Command(
            description = "Checks a configuration and the certificates that it names, without starting.",
            mixinStandardHelpOptions = true)
    int check(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
                    Path config,
            @Option(
                            names = "--no-files",
                            description = "Does not look at the certificates, which may be on another machine.")
                    boolean noFiles) {
        GatewayConfig read = ConfigFile.read(config, err);
        if (read == null) {
            return INVALID_CONFIG;
        }
        if (!noFiles && !filesAreUsable(read)) {
            return INVALID_CONFIG;
        }
        out.println(config + ": ok, " + read.routes().size() + " routes, "
                + read.models().size() + " models, " + read.upstreams().size() + " upstreams");
        return 0;
    }

    /** Reads every certificate and trust file, and tells of all that cannot be used. */
    private boolean filesAreUsable(GatewayConfig config) {
        boolean usable = true;
        try {
            TableBuilder.build(config).tls().forEach(ClientTls::close);
        } catch (TlsSetupException e) {
            err.println(e.getMessage());
            usable = false;
        }
        if (config.tls() != null) {
            try {
                Certificates.open(config.tls()).close();
            } catch (TlsSetupException e) {
                err.println(e.getMessage());
                usable = false;
            }
        }
        return usable;
    }

    @Command(
            description = "Serves an embedded example with backends of its own, and prints what to try.",
            mixinStandardHelpOptions = true)
    int demo(
            @Option(
                            names = "--bind",
                            defaultValue = "127.0.0.1",
                            paramLabel = "ADDRESS",
                            description = "Where to listen; 0.0.0.0 lets other machines in. Default: ${DEFAULT-VALUE}.")
                    String bind) {
        try {
            DemoRun demo = DemoRun.start(bind);
            out.print(demo.guide());
            out.flush();
            Lifecycle.serveUntilSignal(demo.gateway(), demo::close);
            return 0;
        } catch (IOException | TlsSetupException e) {
            err.println("gateway: " + e.getMessage());
            return CANNOT_START;
        }
    }
}
