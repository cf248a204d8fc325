package io.phoenix.gateway.provisioner.deploy;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One deployment that takes over from another: both serve for a moment, the link {@code current} decides, and the old
 * one ends when it has finished what it had begun.
 */
final class Succession {
    /** The instance that is tried before any client reaches it. */
    static final String TRIAL = "trial";

    private final Target target;
    private final Instances instances;
    private final Deployments deployments;
    private final HealthGate gate;
    private final DeployProgress progress;

    Succession(
            Target target, Instances instances, Deployments deployments, Duration patience, DeployProgress progress) {
        this.target = target;
        this.instances = instances;
        this.deployments = deployments;
        this.gate = new HealthGate(target, instances, deployments, patience);
        this.progress = progress;
    }

    HealthGate gate() {
        return gate;
    }

    /**
     * Ends what an interrupted deployment left running beside the one that serves. If that one does not run, what runs
     * in its place serves until there is something better.
     */
    void settle() throws IOException, InterruptedException {
        String current = deployments.current();
        for (String name : instances.running()) {
            boolean isCurrent = name.equals(current);
            if (!isCurrent && (name.equals(TRIAL) || (current != null && instances.isRunning(current)))) {
                instances.stop(name);
            }
        }
        deployments.remove(TRIAL);
    }

    /** How the one is that serves; null if none does. */
    @Nullable
    Health serving() throws IOException, InterruptedException {
        String current = deployments.current();
        return current != null && instances.isRunning(current) ? gate.look(current) : null;
    }

    /** An admin address that the one that serves does not have. */
    String freeAdmin(DoorConfig config) throws IOException, InterruptedException {
        String current = deployments.current();
        Environment environment = current == null ? null : deployments.environment(current);
        return environment != null && environment.admin().equals(config.admin(0)) ? config.admin(1) : config.admin(0);
    }

    /**
     * Starts a deployment and waits until it is well; stops it again if it never is.
     *
     * @param before how the one is that serves, which it must not be worse than
     */
    Health start(String name, @Nullable Health before) throws IOException, InterruptedException {
        // What waits at a listener that closes is then given to the other one; older kernels do not have it.
        target.attempt("sh", "-c", "echo 1 >/proc/sys/net/ipv4/tcp_migrate_req");
        try {
            instances.start(name);
            return gate.pass(name, before);
        } catch (IOException | InterruptedException e) {
            stopAfter(e, name);
            throw e;
        }
    }

    private void stopAfter(Exception failure, String name) throws InterruptedException {
        try {
            instances.stop(name);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** From now on {@code name} serves; all others end. */
    void takeOver(String name) throws IOException, InterruptedException {
        deployments.decide(name);
        try {
            instances.serveAtBoot(true);
            for (String other : instances.running()) {
                if (!other.equals(name)) {
                    progress.begins("deployment " + other + " finishes what it has begun, and ends");
                    instances.stop(other);
                }
            }
        } catch (IOException e) {
            throw new DeployException(
                    DeployException.Cause.PARTLY_DONE,
                    "deployment " + name + " serves, but what was before it did not come to its end: "
                            + e.getMessage());
        }
    }
}
