package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.deploy.Request.NginxPolicy;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings a release and a configuration into the gateway's container and lets them serve in the place of what serves
 * now. Until they are seen to be well, nothing changes for clients; what fails before leaves everything as it was, and
 * what is cut off is put in order by the next run. Blocks; for one thread.
 */
public final class Deployer {
    private final Target target;
    private final Instances instances;
    private final Deployments deployments;
    private final Releases releases;
    private final Nginx nginx;
    private final Succession succession;
    private final Request request;
    private final DeployProgress progress;

    private Deployer(Target target, Instances instances, Request request, DeployProgress progress) {
        this.target = target;
        this.instances = instances;
        this.deployments = new Deployments(target);
        this.releases = new Releases(target);
        this.nginx = new Nginx(target);
        this.succession = new Succession(target, instances, deployments, request.patience(), progress);
        this.request = request;
        this.progress = progress;
    }

    /** One for the container {@code id}, which runs. */
    public static Deployer of(ContainerBackend containers, int id, Request request, DeployProgress progress)
            throws IOException, InterruptedException {
        Target target = new Target(containers, id);
        return new Deployer(target, Instances.of(target), request, progress);
    }

    /** What {@link #deploy} would do, without doing it. */
    public Deployed preview() throws IOException, InterruptedException {
        String current = deployments.current();
        return isServing(current)
                ? unchanged(Objects.requireNonNull(current))
                : new Deployed(true, deployments.next(), version(current), previous(current), List.of());
    }

    /** Does it. */
    public Deployed deploy() throws IOException, InterruptedException {
        refuseNginxUnlessExpected();
        succession.settle();
        String current = deployments.current();
        if (current != null) {
            refuseTrialBeside(current);
            finishReplacement();
        }
        if (isServing(current)) {
            return unchanged(Objects.requireNonNull(current));
        }
        DoorConfig config = config(current);
        String version = version(current);
        bring(version);
        tryOut(version, config);
        if (request.nginx() == NginxPolicy.BESIDE) {
            return new Deployed(
                    true,
                    Succession.TRIAL,
                    version,
                    null,
                    succession.gate().look(Succession.TRIAL).down());
        }
        return replace(current, version, config);
    }

    private void refuseNginxUnlessExpected() throws IOException, InterruptedException {
        if (request.nginx() == NginxPolicy.NONE && deployments.current() == null && nginx.isRunning()) {
            throw new DeployException(
                    DeployException.Cause.NOTHING_CHANGED,
                    "NGINX runs in the container: --beside-nginx PORT tries the gateway beside it and compares,"
                            + " --replace-nginx puts it in its place");
        }
    }

    private void refuseTrialBeside(String current) throws DeployException {
        if (request.nginx() == NginxPolicy.BESIDE) {
            throw new DeployException(
                    DeployException.Cause.INPUT,
                    "deployment " + current + " serves, and no NGINX; without --beside-nginx the next one is tried too,"
                            + " before a client meets it");
        }
    }

    /** What is left to be done of one that was cut off after its decision. */
    private void finishReplacement() throws IOException, InterruptedException {
        if (request.nginx() == NginxPolicy.REPLACE) {
            nginx.serveAtBoot(false);
        }
    }

    /** Only the first deployment takes over from NGINX; those after it from the one before, whatever is said again. */
    private boolean replacesNginx(@Nullable String current) {
        return current == null && request.nginx() == NginxPolicy.REPLACE;
    }

    private boolean isServing(@Nullable String current) throws IOException, InterruptedException {
        if (current == null || !instances.isRunning(current)) {
            return false;
        }
        ReleaseFile release = request.release();
        DoorConfig config = request.config();
        Environment environment = deployments.environment(current);
        return (release == null || (release.version().equals(deployments.release(current)) && releases.has(release)))
                && (config == null || config.text().stripTrailing().equals(deployments.config(current)))
                && environment != null
                && environment.heapMb() == request.heapMb();
    }

    private Deployed unchanged(String current) throws IOException, InterruptedException {
        return new Deployed(
                false,
                current,
                deployments.release(current),
                deployments.previous(current),
                succession.gate().look(current).down());
    }

    private @Nullable String previous(@Nullable String current) {
        return replacesNginx(current) ? Deployments.NGINX : current;
    }

    private DoorConfig config(@Nullable String current) throws IOException, InterruptedException {
        DoorConfig given = request.config();
        if (given != null) {
            return given;
        }
        String text = current == null ? null : deployments.config(current);
        if (text == null) {
            throw new DeployException(
                    DeployException.Cause.INPUT,
                    "nothing is deployed yet, so name the gateway's configuration with --gateway-config;"
                            + " bin/provision gateway-config derives one");
        }
        return DoorConfig.of("the configuration that serves", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String version(@Nullable String current) throws IOException, InterruptedException {
        ReleaseFile given = request.release();
        String version = given != null ? given.version() : current == null ? "" : deployments.release(current);
        if (version.isEmpty()) {
            throw new DeployException(
                    DeployException.Cause.INPUT, "nothing is deployed yet, so name a release; bin/release builds one");
        }
        return version;
    }

    private void bring(String version) throws IOException, InterruptedException {
        GatewayUser.make(target);
        ReleaseFile release = request.release();
        if (release != null && !releases.has(release)) {
            progress.begins("release " + version + " is brought into the container");
            releases.install(release);
        }
        progress.begins("release " + version + " records what a start needs");
        releases.record(version);
    }

    /** Checks the configuration there, and starts it where no client comes, or beside NGINX. */
    private void tryOut(String version, DoorConfig config) throws IOException, InterruptedException {
        boolean isBeside = request.nginx() == NginxPolicy.BESIDE;
        List<String> listen =
                isBeside ? config.elsewhere("0.0.0.0", request.trialPort()) : config.elsewhere("127.0.0.1", 0);
        progress.begins("the configuration is checked with its own files");
        deployments.prepare(
                Succession.TRIAL, version, config.text(), new Environment(config.admin(2), listen, request.heapMb()));
        try {
            check();
            progress.begins(
                    isBeside
                            ? "the gateway starts beside NGINX: " + String.join(", ", listen)
                            : "it is tried where no client comes");
            succession.start(Succession.TRIAL, succession.serving());
            if (!isBeside) {
                instances.stop(Succession.TRIAL);
                deployments.remove(Succession.TRIAL);
            }
        } catch (IOException | InterruptedException e) {
            deployments.remove(Succession.TRIAL);
            throw e;
        }
    }

    private void check() throws IOException, InterruptedException {
        String trial = Deployments.directory(Succession.TRIAL);
        Outcome outcome = target.attempt(
                GatewayUser.as(trial + "/release/bin/gateway check --config " + trial + "/gateway.yaml"));
        if (!outcome.isOk()) {
            throw DeployException.of("the gateway does not accept the configuration", outcome)
                    .because(DeployException.Cause.INPUT);
        }
    }

    private Deployed replace(@Nullable String current, String version, DoorConfig config)
            throws IOException, InterruptedException {
        String name = deployments.next();
        String previous = previous(current);
        Environment environment = new Environment(succession.freeAdmin(config), List.of(), request.heapMb());
        Health health;
        try {
            deployments.prepare(name, version, config.text(), environment);
            deployments.setPrevious(name, previous);
            progress.begins("deployment " + name + " starts"
                    + (current == null ? "" : " beside " + current + ", on the same ports"));
            health = start(name, replacesNginx(current));
        } catch (IOException | InterruptedException e) {
            deployments.remove(name);
            throw e;
        }
        succession.takeOver(name);
        tidy(name);
        return new Deployed(true, name, version, previous, health.down());
    }

    private Health start(String name, boolean replacesNginx) throws IOException, InterruptedException {
        Health before = succession.serving();
        if (!replacesNginx) {
            return succession.start(name, before);
        }
        nginx.stop();
        try {
            return succession.start(name, before);
        } catch (IOException | InterruptedException e) {
            nginx.start();
            throw e;
        }
    }

    private void tidy(String name) throws IOException, InterruptedException {
        try {
            finishReplacement();
            List<String> versions = new ArrayList<>();
            for (String kept : deployments.prune(request.keep())) {
                versions.add(deployments.release(kept));
            }
            releases.prune(versions);
        } catch (IOException e) {
            throw new DeployException(
                    DeployException.Cause.PARTLY_DONE,
                    "deployment " + name + " serves, but what is old was not put away: " + e.getMessage());
        }
    }
}
