package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.TlsSetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code gateway demo}: the gateway before backends of its own. */
@Command(
        name = "demo",
        description = "Serves an embedded example with backends of its own, and prints what to try.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = "--bind",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Where to listen; 0.0.0.0 lets other machines in. Default: ${DEFAULT-VALUE}.")
    private String bind = "";

    DemoCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        try {
            DemoRun demo = DemoRun.start(bind);
            out.print(demo.guide());
            out.flush();
            Lifecycle.serveUntilSignal(demo.gateway(), demo::close);
            return ExitCode.OK;
        } catch (IOException | TlsSetupException e) {
            err.println("gateway: " + e.getMessage());
            return Main.CANNOT_START;
        }
    }
}
