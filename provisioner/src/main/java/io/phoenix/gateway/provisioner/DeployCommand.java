package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.StateDirectory;
import io.phoenix.gateway.provisioner.deploy.DeployException;
import io.phoenix.gateway.provisioner.deploy.Deployed;
import io.phoenix.gateway.provisioner.deploy.Deployer;
import io.phoenix.gateway.provisioner.deploy.DoorConfig;
import io.phoenix.gateway.provisioner.deploy.ReleaseFile;
import io.phoenix.gateway.provisioner.deploy.Request;
import io.phoenix.gateway.provisioner.deploy.Request.NginxPolicy;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.doctor.SideBySide;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.gatewayconfig.Door;
import io.phoenix.gateway.provisioner.gatewayconfig.Entrance;
import io.phoenix.gateway.provisioner.reading.YamlValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code provision deploy}: a release and a configuration of the gateway, in the place of what serves. */
@Command(
        name = "deploy",
        description = "Brings a release and a configuration of the gateway into its container, and lets them take over"
                + " when they are seen to be well. What is not given stays as it is.",
        mixinStandardHelpOptions = true)
final class DeployCommand extends HostCommand {
    /** Of the container's memory, which two instances share for a moment, and of which each needs as much again. */
    private static final int HEAP_PART = 4;

    private static final long LEAST_HEAP_MB = 128;

    @Mixin
    private final DeployOptions deployOptions = new DeployOptions();

    @Parameters(
            paramLabel = "RELEASE",
            arity = "0..1",
            description = "A phoenix-gateway-VERSION.tar.gz of bin/release.")
    private @Nullable Path release;

    @Option(
            names = "--keep",
            paramLabel = "COUNT",
            defaultValue = "3",
            description = "How many deployments stay, to go back to. Default: ${DEFAULT-VALUE}.")
    private int keep;

    @ArgGroup
    private final NginxOptions nginx = new NginxOptions();

    /** At most one of them. */
    static final class NginxOptions {
        @Option(
                names = "--beside-nginx",
                paramLabel = "PORT",
                description = "Starts the gateway beside an NGINX that has its ports, at this one and those that"
                        + " follow, and compares their answers. Exit code 2 if they differ.")
        private @Nullable Integer besidePort;

        @Option(names = "--replace-nginx", description = "Puts the gateway in the place of an NGINX in its container.")
        private boolean replace;
    }

    DeployCommand(Hosts hosts, PrintWriter out, PrintWriter err) {
        super(hosts, out, err);
    }

    @Override
    @SuppressWarnings("try") // the state directory is held open and not used: that keeps others from the host
    int run(Desired desired, Host host) throws IOException, InterruptedException {
        DeployReport report = new DeployReport(out(), err(), deployOptions);
        try (StateDirectory lock = StateDirectory.open(options().state());
                ProgressDisplay progress = ProgressDisplay.on(report.progress())) {
            byte[] config = gatewayFile() == null ? null : InputFiles.bytes(gatewayFile());
            Request request = request(config);
            Door door = deployOptions.door(desired, host);
            Deployer deployer =
                    Deployer.of(host.containers(), door.container().id(), request.with(heapMb(door)), progress);
            Deployed deployed = deployOptions.isDryRun() ? deployer.preview() : deployer.deploy();
            progress.over();
            return deployOptions.isDryRun() || request.nginx() != NginxPolicy.BESIDE
                    ? report.tell(deployed)
                    : report.tell(deployed, compare(door, request.trialPort(), config));
        } catch (DeployException e) {
            return report.tell(e);
        }
    }

    private Request request(byte @Nullable [] config) throws IOException {
        Integer beside = nginx.besidePort;
        return new Request(
                release == null ? null : ReleaseFile.of(release),
                config == null ? null : DoorConfig.of(String.valueOf(gatewayFile()), config),
                0,
                deployOptions.patience(),
                Math.max(1, keep),
                beside != null ? NginxPolicy.BESIDE : nginx.replace ? NginxPolicy.REPLACE : NginxPolicy.NONE,
                beside == null ? 0 : beside);
    }

    private static long heapMb(Door door) {
        return Math.max(LEAST_HEAP_MB, door.container().memoryMb() / HEAP_PART);
    }

    private static List<SideBySide.Row> compare(Door door, int firstPort, byte @Nullable [] config) {
        List<SideBySide.Row> rows = new ArrayList<>();
        YamlValue root = config == null ? null : YamlValue.read("gateway.yaml", config, new Findings());
        List<YamlValue> listeners =
                root == null ? List.of() : root.member("listeners").items();
        for (int i = 0; i < listeners.size(); i++) {
            Entrance entrance = Entrance.of(listeners.get(i));
            if (entrance != null) {
                rows.addAll(SideBySide.run(door, entrance, firstPort + i));
            }
        }
        return rows;
    }
}
