package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.desired.Desired;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that reads the files and then looks at the host. */
abstract class HostCommand implements Callable<Integer> {
    private final Hosts hosts;
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin
    private final InputFiles files = new InputFiles();

    @Mixin
    private final HostOptions options = new HostOptions();

    HostCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        this.hosts = hosts;
        this.out = out;
        this.err = err;
    }

    /** Does the command's work; returns the exit code. */
    abstract int run(Desired desired, Host host) throws IOException, InterruptedException;

    final PrintWriter out() {
        return out;
    }

    final PrintWriter err() {
        return err;
    }

    final HostOptions options() {
        return options;
    }

    /** The gateway's configuration, or null if none is named. */
    final @Nullable Path gatewayFile() {
        return files.gateway();
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        return run(files.desired(), hosts.open(options.backend()));
    }
}
