package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.desired.Network;
import io.phoenix.gateway.provisioner.desired.Owner;
import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.host.ContainerBackend;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.MountPoint;
import io.phoenix.gateway.provisioner.host.ObservedContainer;
import io.phoenix.gateway.provisioner.host.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A host in memory, as strict as a real one: what needs a stopped container fails on a running one, mounts stand in the
 * way of snapshots and clones, digests are looked at.
 */
public final class ModelContainers implements ContainerBackend {
    private final SortedMap<Integer, ObservedContainer> containers = new TreeMap<>();
    private final Set<Aspect> live;
    private long changes;

    public ModelContainers() {
        this(EnumSet.complementOf(EnumSet.of(Aspect.FEATURES, Aspect.CHANGED_MOUNT, Aspect.RAW_LINES)));
    }

    public ModelContainers(Set<Aspect> live) {
        this.live = live;
    }

    /** Puts a container there, as if somebody had made it. */
    public void put(ObservedContainer container) {
        edit(container, asItIs -> {});
    }

    /** How many changes were made so far. */
    public long changes() {
        return changes;
    }

    @Override
    public String name() {
        return "model";
    }

    @Override
    public SortedMap<Integer, ObservedContainer> observe() {
        return new TreeMap<>(containers);
    }

    @Override
    public ObservedContainer observe(int id) {
        return containers.get(id);
    }

    @Override
    public Set<Aspect> live() {
        return live;
    }

    /** A container that is being changed. */
    private static final class Edit {
        private final ObservedContainer before;
        private boolean isRunning;
        private boolean isOwned;
        private Values values;
        private RootDisk disk;
        private final SortedMap<String, MountPoint> mounts;
        private final Set<String> devices;
        private final Map<String, String> raw;
        private final List<String> snapshots;

        Edit(ObservedContainer before) {
            this.before = before;
            this.isRunning = before.isRunning();
            this.isOwned = before.isOwned();
            this.values = before.values();
            this.disk = before.rootDisk();
            this.mounts = new TreeMap<>(before.mounts());
            this.devices = new HashSet<>(before.devices());
            this.raw = new HashMap<>(before.raw());
            this.snapshots = new ArrayList<>(before.snapshots());
        }

        ObservedContainer done() {
            String digest = Integer.toHexString(List.of(isOwned, values, disk, mounts, devices, raw, snapshots)
                    .hashCode());
            return new ObservedContainer(
                    before.id(),
                    isRunning,
                    isOwned,
                    before.isTemplate(),
                    before.isProtected(),
                    before.isUnprivileged(),
                    before.idOffset(),
                    values,
                    disk,
                    mounts,
                    before.storageVolumes(),
                    devices,
                    raw,
                    snapshots,
                    before.lock(),
                    before.pending(),
                    digest);
        }
    }

    private void edit(ObservedContainer container, Consumer<Edit> change) {
        changes++;
        Edit edit = new Edit(container);
        change.accept(edit);
        containers.put(container.id(), edit.done());
    }

    private void change(int id, String digest, Aspect aspect, Consumer<Edit> change) throws IOException {
        ObservedContainer now = containers.get(id);
        if (now == null || !now.digest().equals(digest)) {
            throw new IOException("digest of " + id);
        }
        if (now.isRunning() && !live.contains(aspect)) {
            throw new IOException(aspect + " of a running container");
        }
        edit(now, change);
    }

    @Override
    public void create(ContainerChange.Create change) throws IOException {
        if (containers.containsKey(change.id())) {
            throw new IOException("exists");
        }
        put(container(
                change.id(),
                change.isUnprivileged(),
                merged(change.values(), defaults(change.id())),
                change.rootDisk()));
    }

    /** A stopped container of ours with nothing special. */
    public static ObservedContainer container(int id, boolean isUnprivileged, Values values, RootDisk disk) {
        return new ObservedContainer(
                id,
                false,
                true,
                false,
                false,
                isUnprivileged,
                isUnprivileged ? 100_000 : 0,
                values,
                disk,
                new TreeMap<>(),
                List.of(),
                Set.of(),
                Map.of(),
                List.of(),
                null,
                new TreeMap<>(),
                "");
    }

    private static Values defaults(int id) {
        return new Values("CT" + id, null, 512L, 512L, null, new TreeMap<>(), false, null);
    }

    private static Values merged(Values wish, Values now) {
        SortedMap<String, String> features = new TreeMap<>(now.features());
        features.putAll(wish.features());
        Network card = wish.network() == null ? now.network() : wish.network();
        if (card != null && card.mac() == null) {
            String mac =
                    now.network() == null ? "BC:24:11:AA:BB:CC" : now.network().mac();
            card = new Network(card.name(), card.bridge(), card.address(), card.gateway(), mac);
        }
        return new Values(
                wish.hostname() == null ? now.hostname() : wish.hostname(),
                wish.cores() == null ? now.cores() : wish.cores(),
                wish.memoryMb() == null ? now.memoryMb() : wish.memoryMb(),
                wish.swapMb() == null ? now.swapMb() : wish.swapMb(),
                card,
                features,
                wish.startAtBoot() == null ? now.startAtBoot() : wish.startAtBoot(),
                wish.startup() == null ? now.startup() : wish.startup());
    }

    @Override
    public void copy(ContainerChange.Clone change) throws IOException {
        ObservedContainer source = containers.get(change.source());
        if (source == null || containers.containsKey(change.id())) {
            throw new IOException("nothing to clone, or it exists");
        }
        if (change.snapshot() == null
                ? source.isRunning() || !source.mounts().isEmpty()
                : !source.snapshots().contains(change.snapshot())) {
            throw new IOException("unable to clone");
        }
        Values hostname = new Values(change.hostname(), null, null, null, null, new TreeMap<>(), null, null);
        ObservedContainer made = container(
                change.id(),
                source.isUnprivileged(),
                merged(hostname, source.values()),
                new RootDisk(change.storage(), source.rootDisk().sizeGb()));
        edit(made, clone -> {
            clone.devices.addAll(source.devices());
            clone.raw.putAll(source.raw());
        });
    }

    @Override
    public void adopt(ContainerChange.Adopt change, String digest) throws IOException {
        change(change.id(), digest, Aspect.HOSTNAME, edit -> edit.isOwned = true);
    }

    @Override
    public void set(ContainerChange.SetValues change, String digest) throws IOException {
        Values v = change.values();
        boolean isLive = (v.features().isEmpty() || live.contains(Aspect.FEATURES))
                && (v.hostname() == null || live.contains(Aspect.HOSTNAME))
                && (v.network() == null || live.contains(Aspect.NETWORK))
                && (v.memoryMb() == null || live.contains(Aspect.MEMORY))
                && (v.swapMb() == null || live.contains(Aspect.SWAP))
                && (v.cores() == null || live.contains(Aspect.CORES))
                && ((v.startup() == null && v.startAtBoot() == null) || live.contains(Aspect.BOOT));
        ObservedContainer now = containers.get(change.id());
        if (now != null && now.isRunning() && !isLive) {
            throw new IOException("values of a running container");
        }
        Aspect any = live.isEmpty() ? Aspect.HOSTNAME : live.iterator().next();
        change(change.id(), digest, any, edit -> edit.values = merged(v, edit.values));
    }

    @Override
    public void growRootDisk(ContainerChange.GrowRootDisk change, String digest) throws IOException {
        change(
                change.id(),
                digest,
                Aspect.ROOT_DISK,
                edit -> edit.disk = new RootDisk(edit.disk.storage(), change.sizeGb()));
    }

    @Override
    public void takeSnapshot(ContainerChange.TakeSnapshot change) throws IOException {
        ObservedContainer now = containers.get(change.id());
        if (!now.mounts().isEmpty()) {
            throw new IOException("snapshot feature is not available");
        }
        edit(now, edit -> edit.snapshots.add(change.name()));
    }

    @Override
    public void setMount(ContainerChange.SetMount change, String digest) throws IOException {
        MountPoint mount = change.mount();
        ObservedContainer before = containers.get(change.id());
        boolean isNew = before != null && !before.mounts().containsKey(mount.path());
        change(change.id(), digest, isNew ? Aspect.NEW_MOUNT : Aspect.CHANGED_MOUNT, edit -> {
            int index =
                    isNew ? edit.mounts.size() : edit.mounts.get(mount.path()).index();
            edit.mounts.put(mount.path(), new MountPoint(index, mount.hostPath(), mount.path(), mount.access()));
        });
    }

    @Override
    public void removeMount(ContainerChange.RemoveMount change, String digest) throws IOException {
        change(
                change.id(),
                digest,
                Aspect.CHANGED_MOUNT,
                edit -> edit.mounts.remove(change.mount().path()));
    }

    @Override
    public void addDevices(ContainerChange.AddDevices change, String digest) throws IOException {
        change(change.id(), digest, Aspect.DEVICES, edit -> edit.devices.addAll(change.paths()));
    }

    @Override
    public void setRawLines(ContainerChange.SetRawLines change, String digest) throws IOException {
        change(change.id(), digest, Aspect.RAW_LINES, edit -> edit.raw.putAll(change.lines()));
    }

    @Override
    public void start(ContainerChange.Start change) {
        edit(containers.get(change.id()), edit -> edit.isRunning = true);
    }

    @Override
    public void stop(ContainerChange.Stop change) {
        edit(containers.get(change.id()), edit -> edit.isRunning = false);
    }

    @Override
    public void destroy(ContainerChange.Destroy change, String digest) {
        changes++;
        containers.remove(change.id());
    }

    @Override
    public CommandRunner inside(int id) {
        throw new UnsupportedOperationException("nothing runs in a model");
    }

    @Override
    public void push(int id, Path file, String destination, Owner owner, String mode) {
        throw new UnsupportedOperationException("nothing runs in a model");
    }
}
