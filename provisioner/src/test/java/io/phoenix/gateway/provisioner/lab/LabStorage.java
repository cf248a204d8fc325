package io.phoenix.gateway.provisioner.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Storage for volumes in a {@link LabHost}: real file systems on files, which end with it. */
public final class LabStorage {
    private LabStorage() {}

    /** A file system in memory that has room for one file of a megabyte. */
    public static Path small(LabHost lab, String name) throws IOException, InterruptedException {
        Path at = mountPoint(lab, name);
        lab.run("mount", "-t", "tmpfs", "-o", "mode=755,size=1M,nr_inodes=2", name, at.toString());
        return at;
    }

    /** A btrfs of the smallest size there is. */
    public static Path btrfs(LabHost lab, String name) throws IOException, InterruptedException {
        Needs.programs("btrfs-progs", "btrfs", "mkfs.btrfs");
        Needs.file("/dev/loop-control");
        Path at = mountPoint(lab, name);
        String disk = disk(lab, name);
        lab.run("mkfs.btrfs", "-q", disk);
        lab.run("mount", "-o", "loop", disk, at.toString());
        return at;
    }

    /** A ZFS pool of that name, by ZFS in user space. */
    public static Path zfs(LabHost lab, String name) throws IOException, InterruptedException {
        Needs.programs("zfs-fuse", "zfs-fuse", "zpool");
        Needs.file("/dev/fuse");
        Path at = mountPoint(lab, name);
        lab.run("zfs-fuse");
        lab.run("zpool", "create", "-o", "cachefile=none", "-m", at.toString(), name, disk(lab, name));
        LabHost.await(() -> isMounted(at), name + " is not mounted at " + at);
        return at;
    }

    private static boolean isMounted(Path at) {
        try {
            return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + at + " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path mountPoint(LabHost lab, String name) throws IOException {
        return Files.createDirectory(lab.work().resolve("pve").resolve(name));
    }

    private static String disk(LabHost lab, String name) throws IOException, InterruptedException {
        String disk = lab.work().resolve(name + ".disk").toString();
        lab.run("truncate", "--size=128M", disk);
        return disk;
    }
}
