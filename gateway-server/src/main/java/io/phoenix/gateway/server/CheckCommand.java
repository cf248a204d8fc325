package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.ClientTls;
import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code gateway check}: whether a configuration could be run. */
@Command(
        name = "check",
        description = "Checks a configuration and the certificates that it names, without starting.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    private Path config = Path.of("");

    @Option(names = "--no-files", description = "Does not look at the certificates, which may be on another machine.")
    private boolean noFiles;

    CheckCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        GatewayConfig read = ConfigFile.read(config, err);
        if (read == null || (!noFiles && !filesAreUsable(read))) {
            return Main.INVALID_CONFIG;
        }
        out.println(config + ": ok, " + read.routes().size() + " routes, "
                + read.models().size() + " models, " + read.upstreams().size() + " upstreams");
        return ExitCode.OK;
    }

    /** Reads every certificate and trust file, and tells of all that cannot be used. */
    private boolean filesAreUsable(GatewayConfig read) {
        boolean usable = true;
        try {
            TableBuilder.build(read).tls().forEach(ClientTls::close);
        } catch (TlsSetupException e) {
            err.println(e.getMessage());
            usable = false;
        }
        if (read.tls() != null) {
            try {
                Certificates.open(read.tls()).close();
            } catch (TlsSetupException e) {
                err.println(e.getMessage());
                usable = false;
            }
        }
        return usable;
    }
}
