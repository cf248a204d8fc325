package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.desired.RootDisk;
import io.phoenix.gateway.provisioner.host.ContainerChange;
import io.phoenix.gateway.provisioner.host.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes containers and snapshots: root and configuration first, the name last. */
final class NewContainer {
    static final String SNAPSHOTS = "snaps";

    private static final String INCLUDED = "/usr/share/lxc/config/";
    private static final String ROOT = "lxc.rootfs.path";

    private final RootDirectories roots;
    private final LxcPrograms programs;
    private final PlainValues plainValues;

    NewContainer(RootDirectories roots, LxcPrograms programs, PlainValues plainValues) {
        this.roots = roots;
        this.programs = programs;
        this.plainValues = plainValues;
    }

    void create(ContainerChange.Create change) throws IOException, InterruptedException {
        IdRange ids = change.isUnprivileged() ? IdRange.ofRoot(programs) : null;
        Path whole = roots.of(change.id());
        ConfigText text = plainValues.set(beginning(whole, ids), change.values());
        text = Marks.owned(text);
        text = Marks.with(text, change.rootDisk());
        Path parts = roots.begin(whole);
        try {
            roots.unpack(Path.of(change.tarball()), parts.resolve("rootfs"), ids);
            if (isBusyBox(parts.resolve("rootfs/sbin/init"))) {
                // LXC's own signal is for SysV's init, and systemd it knows.
                text = text.with("lxc.signal.halt", "SIGUSR1");
            }
            ConfigFile.writeNew(parts.resolve("config"), text);
            RootDirectories.finish(parts, whole);
        } finally {
            roots.remove(parts);
        }
    }

    private static ConfigText beginning(Path whole, @Nullable IdRange ids) {
        ConfigText text = ConfigText.of("").with("lxc.include", INCLUDED + "common.conf");
        if (ids != null) {
            text = ids.set(text.withAll("lxc.include", List.of(INCLUDED + "common.conf", INCLUDED + "userns.conf")));
        }
        return text.with("lxc.apparmor.profile", "generated").with(ROOT, path(whole));
    }

    /** The source's configuration, without what is its own: mounts, devices, network card and state. */
    void copy(ContainerChange.Clone change, ConfigFile source) throws IOException, InterruptedException {
        Path from = source.file().resolveSibling("rootfs");
        if (!Files.isDirectory(from)) {
            throw new IOException(from + " is not there: only containers with their root in it can be cloned");
        }
        Path whole = roots.of(change.id());
        ConfigText text = source.text();
        RootDisk disk = Marks.rootDisk(text);
        text = text.withAll(
                        MountEntry.KEY,
                        text.values(MountEntry.KEY).stream()
                                .filter(line -> !isOfHost(line))
                                .toList())
                .with(ROOT, path(whole))
                .with(PlainValues.HOSTNAME, change.hostname());
        if (text.value(PlainValues.NET + "type") != null) {
            text = text.with(PlainValues.NET + "hwaddr", PlainValues.newMac());
        }
        text = Marks.with(Marks.owned(text), new RootDisk(change.storage(), disk.sizeGb()));
        text = plainValues.set(text, withoutBoot());
        Path parts = roots.begin(whole);
        try {
            roots.copy(from, parts.resolve("rootfs"));
            ConfigFile.writeNew(parts.resolve("config"), text);
            RootDirectories.finish(parts, whole);
        } finally {
            roots.remove(parts);
        }
    }

    /** Keeps root and configuration as they are now, where {@code lxc-snapshot} looks for them. */
    void takeSnapshot(String name, ConfigFile container) throws IOException, InterruptedException {
        Path whole = container.file().resolveSibling(SNAPSHOTS).resolve(name);
        Files.createDirectories(whole.resolveSibling(""));
        Path parts = roots.begin(whole);
        try {
            roots.copy(container.file().resolveSibling("rootfs"), parts.resolve("rootfs"));
            ConfigFile.writeNew(parts.resolve("config"), container.text().with(ROOT, path(whole)));
            RootDirectories.finish(parts, whole);
        } finally {
            roots.remove(parts);
        }
    }

    private static String path(Path whole) {
        return "dir:" + whole.toAbsolutePath().resolve("rootfs");
    }

    private static Values withoutBoot() {
        return new Values(null, null, null, null, null, Values.NONE.features(), false, null);
    }

    private static boolean isOfHost(String line) {
        MountEntry entry = MountEntry.of(line);
        return entry != null && (entry.isDirectory() || entry.isDevice());
    }

    private static boolean isBusyBox(Path init) throws IOException {
        return Files.isSymbolicLink(init)
                && Files.readSymbolicLink(init).getFileName().toString().equals("busybox");
    }
}
