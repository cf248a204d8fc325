package io.phoenix.gateway.provisioner.lxc;

import static org.assertj.core.api.Assertions.assertThat;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.Values;
import io.phoenix.gateway.provisioner.lab.LabHost;
import io.phoenix.gateway.provisioner.lab.Template;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every change of a real container of plain LXC, and what is seen of it in the container and on the host. */
class LxcContainersIT {
    private static LabHost lab;
    private static LxcContainers lxc;
    private static Path template;

    @BeforeAll
    static void start() throws Exception {
        lab = LabHost.start();
        lxc = new LxcContainers(lab.runner(), lab.containers());
        template = Template.make(lab.work().resolve("template.tar.gz"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private static Values values(int id, Integer cores, Long memoryMb, Long swapMb) {
        return new Values(
                "ct" + id,
                cores,
                memoryMb,
                swapMb,
                new Network("eth0", "vmbr0", Cidr.of("10.0.0." + id % 200 + "/24"), Ipv4.of("10.0.0.1"), null),
                new TreeMap<>(Map.of("nesting", "1")),
                true,
                new Values.Startup(3, 5));
    }

    private static ObservedContainer create(int id) throws Exception {
        lxc.create(new ContainerChange.Create(
                id, template.toString(), new RootDisk("local", 8), true, values(id, 2, 256L, 64L)));
        return seen(id);
    }

    private static ObservedContainer seen(int id) throws Exception {
        ObservedContainer now = lxc.observe(id);
        assertThat(now).isNotNull();
        return now;
    }

    private static String inside(int id, String... arguments) throws Exception {
        var outcome = lxc.inside(id).run(Command.of(arguments));
        assertThat(outcome.isOk()).as(outcome.toString()).isTrue();
        return outcome.out();
    }

    @Test
    void aContainerIsMadeAndRunsAsItIsWished() throws Exception {
        ObservedContainer made = create(301);

        assertThat(made.isOwned()).isTrue();
        assertThat(made.isRunning()).isFalse();
        assertThat(made.idOffset()).isEqualTo(100_000);
        assertThat(made.rootDisk()).isEqualTo(new RootDisk("local", 8));
        assertThat(values(301, 2, 256L, 64L).lackingIn(made.values())).isEqualTo(Values.NONE);

        lxc.start(new ContainerChange.Start(301));

        ObservedContainer running = seen(301);
        assertThat(running.isRunning()).isTrue();
        assertThat(running.pending()).isEmpty();
        assertThat(running.values()).isEqualTo(made.values());
        assertThat(inside(301, "hostname")).isEqualTo("ct301");
        assertThat(inside(301, "ip", "addr", "show", "eth0")).contains("10.0.0.101/24");
        assertThat(lab.run("busybox", "ping", "-c", "1", "-w", "5", "10.0.0.101"))
                .contains("1 packets received");
        assertThat(lab.run("stat", "-c", "%u:%g", lab.containers() + "/301/rootfs/etc/passwd"))
                .isEqualTo("100000:100000");

        lxc.set(
                new ContainerChange.SetValues(301, new Values(null, 3, 512L, 0L, null, new TreeMap<>(), null, null)),
                running.digest());
        assertThat(seen(301).values().memoryMb()).isEqualTo(512);
        assertThat(seen(301).values().swapMb()).isZero();
        assertThat(seen(301).values().cores()).isEqualTo(3);
    }
}
