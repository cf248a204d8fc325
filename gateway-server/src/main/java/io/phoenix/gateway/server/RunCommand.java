package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.config.HostPort;
import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code gateway run}: the gateway itself. */
@Command(
        name = "run",
        description = "Serves until it gets SIGTERM or Ctrl-C, then finishes what is in flight.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private Path config = Path.of("");

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "The admin listener's address in the place of the configuration's: two gateways that share"
                    + " their ports cannot share this one.")
    private @Nullable HostPort admin;

    @Option(
            names = "--listen",
            paramLabel = "LISTENER=HOST:PORT",
            description = "The address of a listener in the place of the configuration's, for a trial beside another"
                    + " server; may stand several times.")
    private Map<String, HostPort> listen = new LinkedHashMap<>();

    RunCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * The command as services give it, {@code run --config FILE --admin HOST:PORT} or without the latter; null for
     * whatever else, right or wrong. The library that reads command lines takes a quarter of a start.
     */
    static @Nullable RunCommand plain(PrintWriter out, PrintWriter err, String... arguments) {
        int count = arguments.length;
        if ((count != 3 && count != 5) || !arguments[0].equals("run") || !arguments[1].equals("--config")) {
            return null;
        }
        RunCommand command = new RunCommand(out, err);
        if (count == 5) {
            command.admin = arguments[3].equals("--admin") ? HostPort.parse(arguments[4]) : null;
            if (command.admin == null) {
                return null;
            }
        }
        // To the library, these would be an option and a file of arguments.
        if (arguments[2].startsWith("-") || arguments[2].startsWith("@")) {
            return null;
        }
        command.config = Path.of(arguments[2]);
        return command;
    }

    @Override
    public Integer call() {
        GatewayConfig read = ConfigFile.read(config, err);
        if (read == null) {
            return Main.INVALID_CONFIG;
        }
        try {
            read = read.withListenersAt(listen);
        } catch (IllegalArgumentException e) {
            err.println("gateway: --listen: " + e.getMessage());
            return ExitCode.USAGE;
        }
        return serve(admin == null ? read : read.withAdmin(admin));
    }

    private void warmUp() {
        err.println("gateway: another one serves here; warming up for some seconds before its clients are taken over");
        try {
            WarmUp.run();
        } catch (IOException | UncheckedIOException | TlsSetupException e) {
            err.println("gateway: cannot warm up, so the first clients will wait: " + e.getMessage());
        }
    }

    private int serve(GatewayConfig read) {
        if (WarmUp.isUseful(read)) {
            warmUp();
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
            return ExitCode.OK;
        } catch (IOException | TlsSetupException e) {
            err.println("gateway: " + e.getMessage());
            return Main.CANNOT_START;
        }
    }
}
