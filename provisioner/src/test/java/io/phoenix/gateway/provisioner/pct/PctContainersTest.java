package io.phoenix.gateway.provisioner.pct;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backend for Proxmox against a program that answers as its {@code pct} does. */
final class PctContainersTest {
    private static final String DOOR = """
            #A description%3A of two
            #lines
            arch: amd64
            cores: 4
            features: keyctl=1
            hostname: door
            memory: 4096
            mp0: /srv/other,mp=/other,backup=0
            mp2: tank:subvol-953-disk-1,mp=/data,size=8G
            net0: name=eth0,bridge=vmbr0,firewall=1,gw=10.0.0.1,hwaddr=BC:24:11:00:00:53,ip=10.0.0.153/24,type=veth
            rootfs: tank:subvol-953-disk-0,size=32G
            startup: order=3,down=20
            swap: 512
            tags: phoenix;web
            unprivileged: 1
            lxc.cgroup2.devices.allow: c 195:* rwm
            lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file

            [before]
            arch: amd64
            memory: 2048
            snaptime: 1790000000
            """;

    @TempDir
    private Path home;

    private ScriptedPct pct;
    private PctContainers containers;

    @BeforeEach
    void install() throws IOException {
        pct = new ScriptedPct(home);
        containers = pct.containers();
    }

    private ObservedContainer door() throws Exception {
        return Objects.requireNonNull(containers.observe(953));
    }

    private static Values memory(long mebibytes) {
        return new Values(null, null, mebibytes, null, null, new TreeMap<>(), null, null);
    }

    private static MountPoint mount(String host, String path, Access access) {
        return MountPoint.of(host, path, access);
    }

    @Test
    void readsWhatIsInForceWithDefaults() throws Exception {
        pct.conf(953, DOOR);
        pct.conf(960, "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=dhcp\nrootfs: local:0\nlock: backup\n");
        pct.run(953);

        ObservedContainer door = door();
        assertThat(door.isRunning()).isTrue();
        assertThat(door.isOwned()).isTrue();
        assertThat(door.idOffset()).isEqualTo(100_000);
        assertThat(door.rootDisk()).isEqualTo(new RootDisk("tank", 32));
        assertThat(door.mounts().values())
                .containsExactly(new MountPoint(0, "/srv/other", "/other", Access.READ_WRITE));
        assertThat(door.storageVolumes()).containsExactly("tank:subvol-953-disk-1");
        assertThat(door.devices()).containsExactly("/dev/nvidia0");
        assertThat(door.snapshots()).containsExactly("before");
        assertThat(door.values().memoryMb()).isEqualTo(4096);
        assertThat(door.values().network())
                .isEqualTo(new Network(
                        "eth0", "vmbr0", Cidr.of("10.0.0.153/24"), Ipv4.of("10.0.0.1"), "BC:24:11:00:00:53"));
        assertThat(door.values().features()).containsEntry("keyctl", "1").containsEntry("nesting", "0");

        ObservedContainer bare = containers.observe().get(960);
        assertThat(bare.isOwned()).isFalse();
        assertThat(bare.isUnprivileged()).isFalse();
        assertThat(bare.idOffset()).isZero();
        assertThat(bare.lock()).isEqualTo("backup");
        assertThat(bare.values().hostname()).isEqualTo("CT960");
        assertThat(bare.values().memoryMb()).isEqualTo(512);
        assertThat(bare.values().network()).isNull();
        assertThat(containers.observe(961)).isNull();
    }

    @Test
    void theOrderOfOptionsMeansNothing() throws Exception {
        pct.conf(953, DOOR);
        Values before = door().values();
        pct.conf(
                953,
                DOOR.replace(
                        "name=eth0,bridge=vmbr0,firewall=1,gw=10.0.0.1,hwaddr=BC:24:11:00:00:53,ip=10.0.0.153/24,type=veth",
                        "type=veth,ip=10.0.0.153/24,hwaddr=bc:24:11:00:00:53,gw=10.0.0.1,firewall=1,bridge=vmbr0,name=eth0"));
        assertThat(door().values()).isEqualTo(before);
    }

    @Test
    void setsValuesAndKeepsEverythingElse() throws Exception {
        pct.conf(953, DOOR);
        Network moved = new Network("eth0", "vmbr0", Cidr.of("10.0.0.160/24"), Ipv4.of("10.0.0.1"), null);
        Values wish = new Values(
                "gate", null, null, null, moved, new TreeMap<>(Map.of("nesting", "1")), true, new Values.Startup(1, 5));
        ContainerChange.SetValues change = new ContainerChange.SetValues(953, wish);
        containers.set(change, door().digest());

        assertThat(change.isDone(door())).isTrue();
        assertThat(pct.conf(953))
                .contains("hostname: gate\n", "features: keyctl=1,nesting=1\n", "onboot: 1\n")
                .contains("startup: order=1,up=5,down=20\n")
                .contains("firewall=1", "hwaddr=BC:24:11:00:00:53", "ip=10.0.0.160/24")
                .contains("#A description%3A of two\n#lines\n", "tags: phoenix;web\n", "mp0: /srv/other", "[before]\n");
    }

    @Test
    void theDigestKeepsStrangersChanges() throws Exception {
        pct.conf(953, DOOR);
        pct.fault("stranger");
        assertThatThrownBy(() -> containers.set(new ContainerChange.SetValues(953, memory(1024)), door().digest()))
                .hasMessageContaining("file changed by other user");
        assertThat(pct.conf(953)).contains("description: changed by hand").contains("memory: 4096");
    }

    @Test
    void anErrorAfterTheWriteIsNoError() throws Exception {
        pct.conf(953, DOOR);
        pct.fault("set-writes-and-fails");
        containers.set(new ContainerChange.SetValues(953, memory(1024)), door().digest());
        assertThat(door().values().memoryMb()).isEqualTo(1024);
    }

    @Test
    void aFailureWithExitCode0IsOne() throws Exception {
        pct.conf(953, DOOR);
        pct.fault("set-fails-with-0");
        assertThatThrownBy(() -> containers.set(new ContainerChange.SetValues(953, memory(1024)), door().digest()))
                .hasMessageContaining("something went wrong");
        pct.fault("cannot-resize");
        assertThatThrownBy(() -> containers.growRootDisk(new ContainerChange.GrowRootDisk(953, 64), door().digest()))
                .hasMessageContaining("can't resize this image format");
        containers.growRootDisk(new ContainerChange.GrowRootDisk(953, 64), door().digest());
        assertThat(door().rootDisk().sizeGb()).isEqualTo(64);
    }

    @Test
    void aMomentaryLockIsWaitedForAndALongOneIsNot() throws Exception {
        pct.conf(953, DOOR);
        pct.fault("flock");
        pct.fault("flock");
        containers.set(new ContainerChange.SetValues(953, memory(1024)), door().digest());
        assertThat(door().values().memoryMb()).isEqualTo(1024);

        for (int i = 0; i < 4; i++) {
            pct.fault("flock");
        }
        assertThatThrownBy(() -> containers.set(new ContainerChange.SetValues(953, memory(2048)), door().digest()))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("can't lock file");

        pct.conf(953, DOOR + "\n");
        pct.conf(953, DOOR.replace("hostname: door\n", "hostname: door\nlock: backup\n"));
        assertThatThrownBy(() -> containers.start(new ContainerChange.Start(953)))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("CT is locked (backup)");
        assertThat(pct.calls()).noneMatch(call -> call.startsWith("unlock"));
    }

    @Test
    void mountsKeepTheirIndexAndNewOnesTakeTheLowestFree() throws Exception {
        pct.conf(953, DOOR);
        var fresh = new ContainerChange.SetMount(953, mount("/tank/ssl", "/ssl", Access.READ_ONLY));
        containers.setMount(fresh, door().digest());
        var changed = new ContainerChange.SetMount(953, mount("/tank/other", "/other", Access.READ_ONLY));
        containers.setMount(changed, door().digest());

        assertThat(fresh.isDone(door())).isTrue();
        assertThat(pct.conf(953))
                .contains("mp0: /tank/other,mp=/other,backup=0,ro=1\n")
                .contains("mp1: /tank/ssl,mp=/ssl,ro=1\n");

        containers.removeMount(
                new ContainerChange.RemoveMount(953, door().mounts().get("/other")), door().digest());
        assertThat(door().mounts()).containsOnlyKeys("/ssl");
        assertThatThrownBy(() -> containers.setMount(
                        new ContainerChange.SetMount(953, mount("/tank/x", "/data", Access.READ_ONLY)),
                        door().digest()))
                .hasMessageContaining("mp2 of the container 953, at /data, is a volume of a storage");
    }

    @Test
    void onARunningContainerAChangedMountOnlyWaits() throws Exception {
        pct.conf(953, DOOR);
        pct.run(953);
        var changed = new ContainerChange.SetMount(953, mount("/tank/other", "/other", Access.READ_ONLY));
        containers.setMount(changed, door().digest());
        assertThat(changed.isDone(door())).isFalse();
        assertThat(door().pending()).containsOnlyKeys("mp0");
        containers.stop(new ContainerChange.Stop(953));
        containers.start(new ContainerChange.Start(953));
        assertThat(changed.isDone(door())).isTrue();
    }

    @Test
    void createsWithoutMountsAndOurs() throws Exception {
        Values values = new Values(
                "door",
                4,
                4096L,
                512L,
                new Network("eth0", "vmbr0", Cidr.of("10.0.0.153/24"), Ipv4.of("10.0.0.1"), null),
                new TreeMap<>(Map.of("nesting", "1")),
                null,
                null);
        var change =
                new ContainerChange.Create(953, "local:vztmpl/debian.tar.zst", new RootDisk("tank", 32), true, values);
        containers.create(change);
        assertThat(change.isDone(door())).isTrue();
        assertThat(values.lackingIn(door().values())).isEqualTo(Values.NONE);
        assertThat(door().rootDisk()).isEqualTo(new RootDisk("tank", 32));
        assertThat(pct.calls()).filteredOn(call -> call.startsWith("create")).noneMatch(call -> call.contains("--mp"));
    }

    @Test
    void aCreateThatFailsOrDies() throws Exception {
        var change = new ContainerChange.Create(953, "nothing", new RootDisk("tank", 32), true, memory(512));
        pct.fault("create-fails");
        assertThatThrownBy(() -> containers.create(change)).hasMessageContaining("volume 'nothing' does not exist");
        assertThat(containers.observe(953)).isNull();
        pct.fault("die-in-create");
        assertThatThrownBy(() -> containers.create(change)).isInstanceOf(IOException.class);
        assertThat(door().lock()).isEqualTo("create");
    }

    @Test
    void clonesASnapshotAsOurs() throws Exception {
        pct.conf(
                900,
                "arch: amd64\nhostname: base\nmp0: /srv/x,mp=/x\nrootfs: tank:subvol-900-disk-0,size=8G\n"
                        + "\n[clean]\narch: amd64\nhostname: base\nrootfs: tank:subvol-900-disk-0,size=8G\nunprivileged: 1\n");
        assertThatThrownBy(() -> containers.copy(new ContainerChange.Clone(953, 900, null, "door", "fast")))
                .hasMessageContaining("unable to clone mountpoint 'mp0' (type bind)");
        containers.copy(new ContainerChange.Clone(953, 900, "clean", "door", "fast"));
        assertThat(door().isOwned()).isTrue();
        assertThat(door().values().hostname()).isEqualTo("door");
        assertThat(door().rootDisk()).isEqualTo(new RootDisk("fast", 8));
    }

    @Test
    void rawLinesAreSetInTheFileAndNothingElseMoves() throws Exception {
        pct.conf(953, DOOR);
        var change = new ContainerChange.SetRawLines(953, Map.of("lxc.prlimit.nofile", "1048576"));
        containers.setRawLines(change, door().digest());
        assertThat(change.isDone(door())).isTrue();
        assertThat(pct.conf(953))
                .isEqualTo(DOOR.replace(
                        "create=file\n\n[before]", "create=file\nlxc.prlimit.nofile: 1048576\n\n[before]"));
        assertThatThrownBy(() -> containers.setRawLines(change, "another"))
                .hasMessageContaining("was changed by somebody else");
    }

    @Test
    void adoptsAndGivesDevices() throws Exception {
        pct.conf(953, DOOR.replace("tags: phoenix;web", "tags: web"));
        assertThat(door().isOwned()).isFalse();
        containers.adopt(new ContainerChange.Adopt(953), door().digest());
        assertThat(pct.conf(953)).contains("tags: web;phoenix\n");
        containers.addDevices(
                new ContainerChange.AddDevices(953, List.of("/dev/nvidia1", "/dev/nvidiactl")), door().digest());
        assertThat(door().devices()).contains("/dev/nvidia0", "/dev/nvidia1", "/dev/nvidiactl");
    }

    @Test
    void destroysOnlyWithTheVolumesThatWereNamed() throws Exception {
        pct.conf(953, DOOR);
        assertThatThrownBy(() -> containers.destroy(new ContainerChange.Destroy(953, Set.of()), door().digest()))
                .hasMessageContaining("tank:subvol-953-disk-1");
        containers.destroy(new ContainerChange.Destroy(953, Set.of("tank:subvol-953-disk-1")), door().digest());
        assertThat(containers.observe(953)).isNull();
    }

    @Test
    void runsProgramsInsideAndPushesFiles() throws Exception {
        pct.conf(953, DOOR);
        Path file = Files.writeString(home.resolve("gateway.tar"), "bytes");
        assertThatThrownBy(() -> containers.inside(953).run(Command.of("true")))
                .hasMessageContaining("the container 953 does not run");
        pct.run(953);
        assertThat(containers.inside(953).run(Command.of("sh", "-c", "exit 7")).exitCode())
                .isEqualTo(7);

        Files.createDirectories(pct.root(953).resolve("opt"));
        containers.push(953, file, "/opt/gateway.tar", new Owner(0, 0), "0644");
        assertThat(pct.root(953).resolve("opt/gateway.tar")).hasContent("bytes");
        assertThatThrownBy(() -> containers.push(953, file, "/none/gateway.tar", new Owner(0, 0), "0644"))
                .hasMessageContaining("did not arrive");
        pct.fault("push-is-cut-off");
        assertThatThrownBy(() -> containers.push(953, file, "/opt/second.tar", new Owner(0, 0), "0644"))
                .hasMessageContaining("did not arrive");
        assertThat(pct.root(953).resolve("opt/second.tar")).doesNotExist();
    }
}
