package io.phoenix.gateway.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.apply.Executor;
import io.phoenix.gateway.provisioner.apply.Host;
import io.phoenix.gateway.provisioner.apply.Journal;
import io.phoenix.gateway.provisioner.apply.ModelContainers;
import io.phoenix.gateway.provisioner.apply.ModelVolumes;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.finding.Findings;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.Values;
import io.phoenix.gateway.provisioner.plan.Plan;
import io.phoenix.gateway.provisioner.plan.Planner;
import io.phoenix.gateway.provisioner.plan.Policy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plans of the operator's files in conf/, to the letter. */
final class OperatorPlanTest {
    /** Those of two GPUs; the machine that tests run on has none. */
    private static final Set<String> DEVICES =
            Set.of("/dev/nvidia0", "/dev/nvidia1", "/dev/nvidiactl", "/dev/nvidia-uvm");

    private final Desired desired = Objects.requireNonNull(Example.read(
                    ConfFolder.bytes("phoenix_hypervisor_config.json"),
                    ConfFolder.bytes("phoenix_lxc_configs.json"),
                    ConfFolder.bytes("gateway.yaml"),
                    new Findings())
            .desired());

    @TempDir
    private Path state;

    private Observed observe(Host host) throws Exception {
        Observed seen = host.observe(desired);
        return new Observed(seen.containers(), seen.volumes(), DEVICES, seen.live(), seen.newIdOffset());
    }

    /** A host with the templates, stopped, and with all datasets mounted but the one that does not exist. */
    private static Host prepared() {
        ModelContainers containers = new ModelContainers();
        for (int id : List.of(900, 901, 902, 920)) {
            Values values = new Values("template-" + id, 2, 2048L, 512L, null, new TreeMap<>(), false, null);
            containers.put(asFound(ModelContainers.container(id, true, values, new RootDisk("quickOS-lxc-disks", 32))));
        }
        ModelVolumes volumes = new ModelVolumes();
        volumes.mount("/mnt/pve/quickOS/shared-prod-data");
        volumes.mount("/mnt/pve/fastData/shared-bulk-data");
        return new Host(containers, volumes.forAll());
    }

    private static ObservedContainer asFound(ObservedContainer c) {
        return new ObservedContainer(
                c.id(),
                false,
                false,
                true,
                false,
                true,
                c.idOffset(),
                c.values(),
                c.rootDisk(),
                c.mounts(),
                List.of(),
                Set.of(),
                Map.of(),
                List.of(),
                null,
                c.pending(),
                "");
    }

    @Test
    void onAnEmptyHostEverythingWaits() throws Exception {
        Host empty = new Host(new ModelContainers(), new ModelVolumes().forAll());
        Plan plan = Planner.plan(desired, observe(empty), Policy.CAUTIOUS);
        assertThat(PlanText.of(plan)).isEqualTo(Example.resource("plan-of-an-empty-host.txt"));
    }

    @Test
    void onAPreparedHostAndThenOnAConvergedOne() throws Exception {
        Host host = prepared();
        Observed observed = observe(host);
        Plan plan = Planner.plan(desired, observed, Policy.CAUTIOUS);
        assertThat(PlanText.of(plan)).isEqualTo(Example.resource("plan-of-a-prepared-host.txt"));

        try (ProgressDisplay progress = ProgressDisplay.on(new PrintWriter(new StringWriter()))) {
            new Executor(host, observed, new Journal(state), progress).apply(plan);
        }
        Plan next = Planner.plan(desired, observe(host), Policy.CAUTIOUS);
        assertThat(next.steps()).isEmpty();
        assertThat(PlanText.of(next)).isEqualTo(Example.resource("plan-of-a-converged-host.txt"));
    }
}
