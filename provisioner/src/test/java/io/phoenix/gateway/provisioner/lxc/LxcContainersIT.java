package io.phoenix.gateway.provisioner.lxc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.host.BusyException;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.Values;
import io.phoenix.gateway.provisioner.lab.LabHost;
import io.phoenix.gateway.provisioner.lab.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every change of a real container of plain LXC, and what is seen of it in the container and on the host. */
@Tag("host")
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

    @Test
    void whatItDoesNotKnowStaysByteForByte() throws Exception {
        create(302);
        Path config = lab.containers().resolve("302/config");
        byte[] strange =
                "\t# caf\u00e9 \u00ff\nlxc.hook.pre-start=/bin/true\nlxc.mount.entry = tmpfs tmp tmpfs size=1M\n"
                        .getBytes(ISO_8859_1);
        Files.write(config, strange, StandardOpenOption.APPEND);
        MountPoint mount = MountPoint.of("/usr/share/with blank", "/mnt", Access.READ_ONLY);

        lxc.setMount(new ContainerChange.SetMount(302, mount), seen(302).digest());
        lxc.setRawLines(
                new ContainerChange.SetRawLines(302, Map.of("lxc.prlimit.nofile", "1000")),
                seen(302).digest());

        assertThat(Files.readString(config, ISO_8859_1))
                .contains(new String(strange, ISO_8859_1))
                .endsWith("lxc.mount.entry = /usr/share/with\\040blank mnt none bind,ro,create=dir 0 0\n"
                        + "lxc.prlimit.nofile = 1000\n");
        assertThat(seen(302).mounts().get("/mnt").isLike(mount)).isTrue();
        assertThatThrownBy(() -> lxc.adopt(new ContainerChange.Adopt(302), "another"))
                .isInstanceOf(BusyException.class);

        assertThatThrownBy(() -> lxc.start(new ContainerChange.Start(302)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not start")
                .hasMessageContaining("with blank");
        assertThatThrownBy(() -> lxc.inside(302).run(Command.of("true"))).hasMessage("the container 302 does not run");
    }

    @Test
    void aFileIsPushedWholeAndADeviceIsSeen() throws Exception {
        create(303);
        lxc.addDevices(
                new ContainerChange.AddDevices(303, List.of("/dev/fuse")),
                seen(303).digest());
        lxc.start(new ContainerChange.Start(303));
        Path file = Files.write(lab.work().resolve("release"), new byte[3 << 20]);

        lxc.push(303, file, "/opt/release", new Owner(990, 991), "0640");

        assertThat(inside(303, "stat", "-c", "%u:%g %a %s", "/opt/release")).isEqualTo("990:991 640 3145728");
        assertThatThrownBy(() -> lxc.push(303, file, "/opt", Owner.CONTAINER_ROOT, "0644"))
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> lxc.push(303, file, "/nowhere/release", Owner.CONTAINER_ROOT, "0644"))
                .hasMessageContaining("/nowhere/release cannot be written");
        assertThat(seen(303).devices()).containsExactly("/dev/fuse");
        assertThat(inside(303, "ls", "-l", "/dev/fuse")).contains("10, 229");
    }

    @Test
    void aCloneIsTheSnapshotWithACardOfItsOwn() throws Exception {
        create(304);
        lxc.takeSnapshot(new ContainerChange.TakeSnapshot(304, "clean"));
        Files.writeString(lab.containers().resolve("304/rootfs/etc/later"), "");

        lxc.copy(new ContainerChange.Clone(305, 304, "clean", "copy", "fast"));

        assertThat(lab.run("lxc-snapshot", "-P", lab.containers().toString(), "-n", "304", "-L"))
                .contains("clean");
        ObservedContainer clone = seen(305);
        assertThat(clone.isOwned()).isTrue();
        assertThat(clone.values().hostname()).isEqualTo("copy");
        assertThat(clone.rootDisk()).isEqualTo(new RootDisk("fast", 8));
        assertThat(clone.values().network()).isNotEqualTo(seen(304).values().network());
        assertThat(lab.containers().resolve("305/rootfs/etc/passwd")).exists();
        assertThat(lab.containers().resolve("305/rootfs/etc/later")).doesNotExist();
        lxc.destroy(new ContainerChange.Destroy(304, Set.of()), seen(304).digest());
        assertThat(lab.containers().resolve("304")).doesNotExist();
    }
}
