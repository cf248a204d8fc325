package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.desired.Owner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What has the host's containers: Proxmox's {@code pct}, or plain LXC.
 *
 * <p>Every change is idempotent: what is already so is no error, and a change that was cut off can be repeated. It
 * touches what it names and keeps everything else, down to lines that it does not understand. Nobody trusts a change
 * that returned: the executor reads the container again and compares. A change that failed throws, with what was tried
 * and the host's own words; the executor looks then too, since some failures did what they were asked.
 *
 * <p>Changes with a digest do nothing if the container's has become another, and say so. All methods block, and are
 * called by one thread; none waits for longer than its commands may take.
 */
public interface ContainerBackend {
    /** As {@code --backend} calls it. */
    String name();

    /** All containers of the host, by id. */
    SortedMap<Integer, ObservedContainer> observe() throws IOException, InterruptedException;

    /** The container, or null if there is none. */
    @Nullable
    ObservedContainer observe(int id) throws IOException, InterruptedException;

    /** What of a running container can be changed so that it is in force at once. */
    Set<Aspect> live();

    /** The host's id of the root of an unprivileged container that is made here: what root may map, by /etc/subuid. */
    default long newIdOffset() throws IOException, InterruptedException {
        return 100_000;
    }

    /** Makes it; what a failure left is either removed, or observed as locked. */
    void create(ContainerChange.Create change) throws IOException, InterruptedException;

    /**
     * Copies it, without mounts and snapshots of the source, with network cards of its own; else as {@link #create}.
     */
    void copy(ContainerChange.Clone change) throws IOException, InterruptedException;

    /** Puts the provisioner's mark on it. */
    void adopt(ContainerChange.Adopt change, String digest) throws IOException, InterruptedException;

    /** Sets all its values in one step; options of the network card that {@link Values} does not know are kept. */
    void set(ContainerChange.SetValues change, String digest) throws IOException, InterruptedException;

    /** Grows the root disk. */
    void growRootDisk(ContainerChange.GrowRootDisk change, String digest) throws IOException, InterruptedException;

    /** Takes a snapshot; called before the container has mounts, which the host's system may not allow. */
    void takeSnapshot(ContainerChange.TakeSnapshot change) throws IOException, InterruptedException;

    /**
     * Adds the mount at the lowest index that is free, or replaces the one at its path, which keeps its index: the
     * index of the change is not looked at. The host's directory exists.
     */
    void setMount(ContainerChange.SetMount change, String digest) throws IOException, InterruptedException;

    /** Removes the mount from the configuration. */
    void removeMount(ContainerChange.RemoveMount change, String digest) throws IOException, InterruptedException;

    /** Adds the devices, which exist. */
    void addDevices(ContainerChange.AddDevices change, String digest) throws IOException, InterruptedException;

    /** Sets the lines. */
    void setRawLines(ContainerChange.SetRawLines change, String digest) throws IOException, InterruptedException;

    /** Returns when it runs; what is in it may still be starting. */
    void start(ContainerChange.Start change) throws IOException, InterruptedException;

    /** Returns when it does not run. */
    void stop(ContainerChange.Stop change) throws IOException, InterruptedException;

    /** Destroys it, and never what is in a directory of the host that it sees. */
    void destroy(ContainerChange.Destroy change, String digest) throws IOException, InterruptedException;

    /**
     * Runs programs in a running container, as its root, with its own environment; their exit codes are the outcomes'.
     * That the container does not run is an {@link IOException}.
     */
    CommandRunner inside(int id);

    /**
     * Puts a file of the host into a running container, whole or not at all, and reads it back to be sure. The
     * directory of {@code destination} must exist.
     *
     * @param owner as the container sees it
     * @param mode four octal digits
     */
    void push(int id, Path file, String destination, Owner owner, String mode) throws IOException, InterruptedException;

    /** What a change is about; see {@link #live}. */
    enum Aspect {
        HOSTNAME,
        CORES,
        MEMORY,
        SWAP,
        NETWORK,
        FEATURES,
        BOOT,
        ROOT_DISK,
        NEW_MOUNT,
        CHANGED_MOUNT,
        DEVICES,
        RAW_LINES
    }
}
