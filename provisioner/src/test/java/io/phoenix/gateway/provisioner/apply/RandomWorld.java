package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.desired.Access;
import io.phoenix.gateway.provisioner.desired.Boot;
import io.phoenix.gateway.provisioner.desired.Cidr;
import io.phoenix.gateway.provisioner.desired.Container;
import io.phoenix.gateway.provisioner.desired.Desired;
import io.phoenix.gateway.provisioner.desired.HostSetup;
import io.phoenix.gateway.provisioner.desired.Ipv4;
import io.phoenix.gateway.provisioner.desired.Mount;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.desired.Source;
import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ContainerBackend.Aspect;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.Values;
import io.phoenix.gateway.provisioner.plan.History;
import io.phoenix.gateway.provisioner.plan.History.AddedMount;
import io.phoenix.gateway.provisioner.plan.Policy;
import io.phoenix.gateway.provisioner.plan.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files and a host that know nothing of each other: everything that a plan may meet, by a seed. */
final class RandomWorld {
    private static final Cidr HOST = Cidr.of("10.0.0.13/24");

    private final Random random;
    private final SortedMap<Integer, Container> wanted = new TreeMap<>();
    private final SortedMap<String, Volume> volumes = new TreeMap<>();
    private final Set<AddedMount> added = new HashSet<>();

    RandomWorld(long seed) {
        random = new Random(seed);
        int count = 1 + random.nextInt(5);
        for (int id = 101; id < 101 + count; id++) {
            wanted.put(id, container(id));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            volumes.put("v" + i, volume("v" + i));
        }
    }

    private boolean maybe() {
        return random.nextBoolean();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Container container(int id) {
        Source source = maybe() && id > 101 ? new Source.Clone(101 + random.nextInt(id - 101)) : tarballOrGhost();
        return new Container(
                id,
                "ct" + id,
                1 + random.nextInt(4),
                512L << random.nextInt(3),
                maybe() ? 512L : null,
                new RootDisk("pool", 8 + 8 * random.nextInt(2)),
                new Network(
                        "eth0",
                        "vmbr0",
                        Cidr.of("10.0.0." + (id - 50) + "/24"),
                        Ipv4.of("10.0.0.1"),
                        maybe() ? null : "BC:24:11:00:00:" + (id - 50)),
                source,
                maybe() ? "snap" : null,
                random.nextInt(8) > 0,
                maybe() ? List.of("docker") : List.of(),
                maybe() ? List.of("keyctl=1") : List.of(),
                maybe() ? Map.of("lxc.prlimit.nofile", "1048576") : Map.of(),
                new Boot(any(List.of(true, false)), maybe() ? random.nextInt(3) : null, null),
                List.of(),
                "none",
                List.of(),
                null,
                null,
                null,
                null);
    }

    private Source tarballOrGhost() {
        return random.nextInt(5) > 0 ? new Source.Tarball("debian.tar.zst") : new Source.Clone(900 + random.nextInt(2));
    }

    private Volume volume(String name) {
        List<Mount> mounts = new ArrayList<>();
        wanted.values().stream()
                .filter(container -> !container.isTemplate() && maybe())
                .forEach(container -> mounts.add(
                        new Mount(container.id(), "/srv/" + name, any(List.of(Access.READ_ONLY, Access.READ_WRITE)))));
        VolumeKind kind = any(List.of(VolumeKind.values()));
        return new Volume(
                name,
                any(List.of("/tank/data/", "/gone/data/")) + name,
                kind,
                maybe() ? null : any(List.of("/tank", "/gone")),
                new Owner(random.nextInt(2) * 990, 0),
                any(List.of("0750", "0700")),
                kind != VolumeKind.DIRECTORY && maybe() ? 1L << (20 + random.nextInt(10)) : null,
                mounts);
    }

    Desired desired() {
        return new Desired(
                new HostSetup("vmbr0", HOST, Ipv4.of("10.0.0.1"), null, "/tank", null, List.of(), List.of(), null),
                volumes,
                wanted);
    }

    /** A host on which some of it exists, more or less as it is asked for. */
    Host host() {
        ModelContainers containers = new ModelContainers(any(List.of(
                EnumSet.noneOf(Aspect.class),
                EnumSet.allOf(Aspect.class),
                EnumSet.complementOf(EnumSet.of(Aspect.FEATURES, Aspect.CHANGED_MOUNT, Aspect.RAW_LINES)))));
        wanted.keySet().stream().filter(id -> maybe()).forEach(id -> containers.put(observed(id)));
        if (maybe()) {
            containers.put(observed(900));
        }
        ModelVolumes there = new ModelVolumes();
        there.mount("/tank");
        volumes.values().stream().filter(volume -> maybe()).forEach(volume -> there.put(observed(volume)));
        return new Host(containers, there.forAll());
    }

    private ObservedContainer observed(int id) {
        Values values = new Values(
                "ct" + (maybe() ? id : 0),
                1 + random.nextInt(4),
                512L << random.nextInt(3),
                512L,
                new Network(
                        "eth0",
                        "vmbr0",
                        Cidr.of("10.0.0." + (maybe() ? 60 : 61) + "/24"),
                        Ipv4.of("10.0.0.1"),
                        "BC:24:11:00:00:60"),
                new TreeMap<>(maybe() ? Map.of("nesting", "1") : Map.of("keyctl", "0")),
                maybe(),
                null);
        ObservedContainer plain = ModelContainers.container(
                id,
                random.nextInt(8) > 0,
                values,
                new RootDisk(random.nextInt(8) > 0 ? "pool" : "other", 8 + 8 * random.nextInt(3)));
        return new ObservedContainer(
                id,
                maybe(),
                random.nextInt(5) > 0,
                false,
                false,
                plain.isUnprivileged(),
                plain.idOffset(),
                values,
                plain.rootDisk(),
                mounts(id),
                List.of(),
                Set.of(),
                Map.of(),
                maybe() ? List.of("snap") : List.of(),
                random.nextInt(8) > 0 ? null : "backup",
                new TreeMap<>(),
                "");
    }

    private SortedMap<String, MountPoint> mounts(int id) {
        SortedMap<String, MountPoint> mounts = new TreeMap<>();
        if (id < 900 && !wanted.get(id).isTemplate()) {
            for (String name : List.of("v0", "v7")) {
                if (maybe()) {
                    MountPoint mount =
                            new MountPoint(mounts.size(), "/tank/data/" + name, "/srv/" + name, Access.READ_WRITE);
                    mounts.put(mount.path(), mount);
                    if (maybe()) {
                        added.add(new AddedMount(id, mount.path(), mount.hostPath()));
                    }
                }
            }
        }
        return mounts;
    }

    Policy policy() {
        return new Policy(maybe(), maybe(), false, Scope.ALL, new History(added, Set.of()));
    }

    private ObservedVolume observed(Volume volume) {
        return new ObservedVolume(
                volume.hostPath(),
                random.nextInt(6) > 0 ? volume.kind() : VolumeKind.DIRECTORY,
                any(List.of(0L, 100_000L, 100_990L)),
                any(List.of(0L, 100_000L)),
                any(List.of("0755", "0750")),
                "",
                null,
                null,
                List.of());
    }
}
