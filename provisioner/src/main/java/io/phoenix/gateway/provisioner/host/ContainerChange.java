package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.desired.RootDisk;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One change of one container. */
public sealed interface ContainerChange extends Change {
    /** The container's id. */
    int id();

    /** Whether {@code now}, which is null if there is no such container, is as the change leaves it. */
    boolean isDone(@Nullable ObservedContainer now);

    /**
     * Has {@code backend} do it.
     *
     * @param digest the container's before the change; empty if it does not exist
     */
    void by(ContainerBackend backend, String digest) throws IOException, InterruptedException;

    /** Makes a container from the tarball of an operating system; without mounts, stopped, and ours from the start. */
    record Create(int id, String tarball, RootDisk rootDisk, boolean isUnprivileged, Values values)
            implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && now.isOwned() && now.isUnprivileged() == isUnprivileged;
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.create(this);
        }
    }

    /**
     * Makes a container from another, as a copy of its own; stopped, and ours from the start.
     *
     * @param snapshot the state of {@code source} that is copied; null for the present one
     */
    record Clone(int id, int source, @Nullable String snapshot, String hostname, String storage)
            implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && now.isOwned();
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.copy(this);
        }
    }

    /** Makes a container that exists ours. */
    record Adopt(int id) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && now.isOwned();
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.adopt(this, digest);
        }
    }

    /** Sets the values that are not null, and leaves all others. */
    record SetValues(int id, Values values) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && values.lackingIn(now.values()).equals(Values.NONE);
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.set(this, digest);
        }
    }

    /** Makes the root disk so large; it never shrinks. */
    record GrowRootDisk(int id, int sizeGb) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null
                    && (now.rootDisk().sizeGb() >= sizeGb || now.rootDisk().sizeGb() == 0);
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.growRootDisk(this, digest);
        }
    }

    /** Takes a snapshot. */
    record TakeSnapshot(int id, String name) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && now.snapshots().contains(name);
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.takeSnapshot(this);
        }
    }

    /** Lets the container see a directory of the host; replaces what it has at the same path. */
    record SetMount(int id, MountPoint mount) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            MountPoint there = now == null ? null : now.mounts().get(mount.path());
            return there != null && there.isLike(mount);
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.setMount(this, digest);
        }
    }

    /** Takes the sight of a directory away; the directory and what is in it stay. */
    record RemoveMount(int id, MountPoint mount) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && !now.mounts().containsKey(mount.path());
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.removeMount(this, digest);
        }
    }

    /** Gives the container devices of the host, for all its users to read and write, beside those that it has. */
    record AddDevices(int id, List<String> paths) implements ContainerChange {
        public AddDevices {
            paths = List.copyOf(paths);
        }

        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && now.devices().containsAll(paths);
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.addDevices(this, digest);
        }
    }

    /** Sets lines for LXC itself, by key; the other lines stay as they are. */
    record SetRawLines(int id, Map<String, String> lines) implements ContainerChange {
        public SetRawLines {
            lines = Map.copyOf(lines);
        }

        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && now.raw().entrySet().containsAll(lines.entrySet());
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.setRawLines(this, digest);
        }
    }

    /** Starts the container. */
    record Start(int id) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && now.isRunning();
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.start(this);
        }
    }

    /** Shuts the container down; what does not end in time is ended. */
    record Stop(int id) implements ContainerChange {
        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now != null && !now.isRunning();
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.stop(this);
        }
    }

    /**
     * Destroys a container that does not run, with its root disk. Directories of the host that it saw stay.
     *
     * @param storageVolumes those that may be deleted with it; if it has others, it stays
     */
    record Destroy(int id, Set<String> storageVolumes) implements ContainerChange {
        public Destroy {
            storageVolumes = Set.copyOf(storageVolumes);
        }

        @Override
        public boolean isDone(@Nullable ObservedContainer now) {
            return now == null;
        }

        @Override
        public void by(ContainerBackend backend, String digest) throws IOException, InterruptedException {
            backend.destroy(this, digest);
        }
    }
}
