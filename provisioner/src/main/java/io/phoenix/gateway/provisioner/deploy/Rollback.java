package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.host.ContainerBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Goes back to what the current deployment took over from, in the way of a deployment: started beside it, looked at,
 * and only then in its place. The first one goes back to NGINX, if it came in its place. Blocks; for one thread.
 */
public final class Rollback {
    private final Instances instances;
    private final Deployments deployments;
    private final Nginx nginx;
    private final Succession succession;
    private final DeployProgress progress;

    private Rollback(Target target, Instances instances, Duration patience, DeployProgress progress) {
        this.instances = instances;
        this.deployments = new Deployments(target);
        this.nginx = new Nginx(target);
        this.succession = new Succession(target, instances, deployments, patience, progress);
        this.progress = progress;
    }

    /** One for the container {@code id}, which runs. */
    public static Rollback of(ContainerBackend containers, int id, Duration patience, DeployProgress progress)
            throws IOException, InterruptedException {
        Target target = new Target(containers, id);
        return new Rollback(target, Instances.of(target), patience, progress);
    }

    /** What {@link #run} would do, without doing it. */
    public Deployed preview() throws IOException, InterruptedException {
        String previous = previous();
        return new Deployed(true, previous, deployments.release(previous), deployments.previous(previous), List.of());
    }

    /** Does it. */
    public Deployed run() throws IOException, InterruptedException {
        succession.settle();
        String previous = previous();
        return previous.equals(Deployments.NGINX) ? toNginx() : to(previous);
    }

    private String previous() throws IOException, InterruptedException {
        String current = deployments.current();
        if (current == null) {
            throw nothing("nothing is deployed, so there is nothing to go back from");
        }
        String previous = deployments.previous(current);
        if (previous == null) {
            throw nothing("deployment " + current + " is the first one that is kept: there is nothing to go back to");
        }
        return previous;
    }

    private static DeployException nothing(String message) {
        return new DeployException(DeployException.Cause.NOTHING_CHANGED, message);
    }

    private Deployed to(String name) throws IOException, InterruptedException {
        DoorConfig config = DoorConfig.of(
                "the configuration of deployment " + name,
                Objects.requireNonNullElse(deployments.config(name), "").getBytes(StandardCharsets.UTF_8));
        Environment own = deployments.environment(name);
        if (own == null) {
            throw nothing("deployment " + name + " is not whole any more");
        }
        deployments.give(name, new Environment(succession.freeAdmin(config), List.of(), own.heapMb()));
        progress.begins("deployment " + name + " starts again");
        @Nullable Health before = succession.serving();
        Health health = succession.start(name, before);
        succession.takeOver(name);
        return new Deployed(true, name, deployments.release(name), deployments.previous(name), health.down());
    }

    private Deployed toNginx() throws IOException, InterruptedException {
        progress.begins("the gateway ends, and NGINX starts");
        String current = Objects.requireNonNull(deployments.current());
        instances.stop(current);
        try {
            nginx.start();
        } catch (IOException | InterruptedException e) {
            instances.start(current);
            throw e;
        }
        nginx.serveAtBoot(true);
        instances.serveAtBoot(false);
        deployments.decideNone();
        return new Deployed(true, Deployments.NGINX, "", null, List.of());
    }
}
