package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Journal;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.host.FailureText;
import io.phoenix.gateway.provisioner.plan.Policy;
import io.phoenix.gateway.provisioner.plan.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code provision show}: what the files ask for beside what the host has. */
@Command(
        name = "show",
        description = "Shows the containers and volumes that the operator's files ask for beside what the host has of"
                + " them, or the files alone where there is no such host.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    private final Hosts hosts;
    private final PrintWriter out;
    private final PrintWriter err;

    @Mixin
    private final InputFiles files = new InputFiles();

    @Mixin
    private final HostOptions options = new HostOptions();

    @Option(names = "--json", description = "Writes it as JSON.")
    private boolean json;

    ShowCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        this.hosts = hosts;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Desired desired = files.desired();
        Scope scope = options.scope(desired);
        HostView host = look(desired, scope);
        if (json) {
            out.println(ShownJson.of(desired, scope, host));
        } else {
            out.print(ShownTables.of(desired, scope, host));
        }
        return ExitCode.DONE;
    }

    private @Nullable HostView look(Desired desired, Scope scope) throws IOException, InterruptedException {
        try {
            Policy policy = Policy.looking(scope, new Journal(options.state()).history());
            return HostView.of(hosts.open(options.backend()), desired, policy);
        } catch (IOException e) {
            if (options.backend() != null) {
                throw e;
            }
            err.println("provision: only the files are shown: " + FailureText.of(e));
            return null;
        }
    }
}
