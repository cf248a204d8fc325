package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets an instance pass that takes requests and reaches all that the one before it reaches. */
final class HealthGate {
    private static final long PAUSE_MILLIS = 200;

    private final Target target;
    private final Instances instances;
    private final Deployments deployments;
    private final Duration patience;

    /** @param patience how long an instance may take till it is well */
    HealthGate(Target target, Instances instances, Deployments deployments, Duration patience) {
        this.target = target;
        this.instances = instances;
        this.deployments = deployments;
        this.patience = patience;
    }

    /** What a running instance says of itself; one that does not answer is not ready and knows no endpoints. */
    Health look(String name) throws IOException, InterruptedException {
        Environment environment = deployments.environment(name);
        if (environment == null) {
            return Health.of(new Outcome(1, "", ""));
        }
        return Health.of(target.attempt(
                Deployments.directory(name) + "/release/bin/gateway", "health", "--admin", environment.admin()));
    }

    /**
     * Returns how the instance is when it is well.
     *
     * @param before how the one is that serves; null if there is none
     * @throws DeployException if it ends, or is not well in time, with the last that it wrote
     */
    Health pass(String name, @Nullable Health before) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            if (!instances.isRunning(name)) {
                throw failure(name, "the new gateway has ended");
            }
            Health now = look(name);
            List<String> worse = before == null ? List.of() : now.worseThan(before);
            if (now.isReady() && now.isSure() && worse.isEmpty()) {
                return now;
            }
            if (System.nanoTime() > end) {
                throw failure(
                        name,
                        "the new gateway is not well within " + patience.toSeconds() + " s: "
                                + (now.isReady()
                                        ? worse.isEmpty()
                                                ? "it does not know yet how its upstreams are"
                                                : "it does not reach, unlike the one that serves, "
                                                        + String.join(", ", worse)
                                        : "it takes no requests"));
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private DeployException failure(String name, String what) throws IOException, InterruptedException {
        String log = instances.log(name).strip();
        return new DeployException(
                DeployException.Cause.NOTHING_CHANGED,
                what + (log.isEmpty() ? "" : "; its last lines:\n  " + log.replace("\n", "\n  ")));
    }
}
