package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.plan.History;
import io.phoenix.gateway.provisioner.plan.Policy;
import io.phoenix.gateway.provisioner.plan.Scope;
import picocli.CommandLine.Option;

/** What a plan may do beside what is harmless. */
final class PolicyOptions {
    @Option(
            names = "--allow-restart",
            description = "Running containers may be stopped and started for changes that need it.")
    private boolean allowRestart;

    @Option(
            names = "--prune",
            description = "Removes mounts that were added by this program and are not declared any more.")
    private boolean prune;

    @Option(
            names = "--fix-keys",
            description =
                    "Gives private keys in ssl_certs the volume's group and the mode 0640, where they are not safe.")
    private boolean fixKeys;

    Policy policy(Scope scope, History history) {
        return new Policy(allowRestart, prune, fixKeys, scope, history);
    }
}
