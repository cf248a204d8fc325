package io.phoenix.gateway.provisioner.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import io.phoenix.gateway.provisioner.lab.LabHost;
import io.phoenix.gateway.provisioner.lab.LabStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Volumes on real btrfs, real ZFS and a real full disk. */
@Tag("host")
class VolumesIT {
    private static final long MB = 1 << 20;

    private static LabHost lab;

    @BeforeAll
    static void start() throws Exception {
        lab = LabHost.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    private static VolumeChange.Create create(Path path, VolumeKind kind, Path mount, Long quota) {
        return new VolumeChange.Create(path.toString(), kind, mount.toString(), 100_990, 100_990, "0750", quota);
    }

    @Test
    void btrfsKeepsTheQuota() throws Exception {
        Path disk = LabStorage.btrfs(lab, "flash");

        hasAQuota(new BtrfsVolumes(lab.runner()), VolumeKind.BTRFS, disk);
    }

    @Test
    void zfsKeepsTheQuota() throws Exception {
        Path pool = LabStorage.zfs(lab, "tank");
        VolumeBackend zfs = new ZfsVolumes(lab.runner());

        hasAQuota(zfs, VolumeKind.ZFS, pool);

        assertThat(lab.run("zfs", "get", "-H", "-o", "value", "mountpoint", "tank/apps-data"))
                .isEqualTo(pool + "/apps/data");
        lab.run("zfs", "unmount", "tank/apps-data");
        assertThat(zfs.observe(pool + "/apps/data").exists()).isFalse();
        assertThat(zfs.observe(pool + "/apps/data").obstacle())
                .isEqualTo("its dataset tank/apps-data is not mounted: zfs mount tank/apps-data");
        assertThatThrownBy(() -> zfs.create(create(pool.resolve("apps/data"), VolumeKind.ZFS, pool, 8 * MB)))
                .hasMessageContaining("zfs mount tank/apps-data");
        lab.run("zfs", "mount", "tank/apps-data");
        assertThat(pool.resolve("apps/data/filling")).exists();

        // Nothing can be made on a pool that has no room, not even a directory.
        lab.run("zfs", "set", "quota=20M", "tank");
        assertThatThrownBy(() -> fill(pool.resolve("rest"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> zfs.create(create(pool.resolve("more"), VolumeKind.ZFS, pool, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the dataset tank/more cannot be made: ");
    }

    private static void hasAQuota(VolumeBackend backend, VolumeKind kind, Path disk) throws Exception {
        Path path = disk.resolve("apps/data");
        assertThat(backend.observe(path.toString()).exists()).isFalse();

        backend.create(create(path, kind, disk, 8 * MB));

        ObservedVolume made = backend.observe(path.toString());
        assertThat(made.kind()).isEqualTo(kind);
        assertThat(made.uid()).isEqualTo(100_990);
        assertThat(made.mode()).isEqualTo("0750");
        assertThat(made.quotaBytes()).isEqualTo(8 * MB);
        assertThat(create(path, kind, disk, 8 * MB).isDone(made)).isTrue();
        assertThat(backend.observe(path.resolveSibling("").toString()).kind()).isEqualTo(VolumeKind.DIRECTORY);

        assertThatThrownBy(() -> fill(path.resolve("filling")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("quota");
        lab.run("sync", "--file-system", disk.toString());
        // It holds more than this.
        assertThatThrownBy(() -> backend.setQuota(new VolumeChange.SetQuota(path.toString(), kind, MB)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be limited to 1048576 bytes");
        assertThat(backend.observe(path.toString()).quotaBytes()).isEqualTo(8 * MB);

        long held = Files.size(path.resolve("filling"));
        backend.setQuota(new VolumeChange.SetQuota(path.toString(), kind, 16 * MB));
        backend.create(create(path, kind, disk, 16 * MB));
        assertThat(backend.observe(path.toString()).quotaBytes()).isEqualTo(16 * MB);
        assertThat(Files.size(path.resolve("filling"))).isEqualTo(held);
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[65536];
        new Random(1).nextBytes(block);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 32 * 16; i++) {
                out.write(block);
            }
        }
    }

    @Test
    void aFullDiskIsAnErrorInItsOwnWords() throws Exception {
        Path disk = LabStorage.small(lab, "small");
        assertThatThrownBy(() -> fill(disk.resolve("filling"))).hasMessageContaining("No space left");

        Path path = disk.resolve("more");
        assertThatThrownBy(() -> new DirectoryVolumes().create(create(path, VolumeKind.DIRECTORY, disk, null)))
                .hasMessageContaining("No space left");
        assertThat(path).doesNotExist();
    }

    @Test
    void nothingIsMadeWhereThePoolIsNotMounted() throws Exception {
        Path gone = lab.work().resolve("pve/gone");
        for (VolumeBackend backend : new VolumeBackend[] {
            new DirectoryVolumes(),
            new BtrfsVolumes(lab.runner()),
            new ZfsVolumes(command -> {
                throw new IOException("the pool is not there");
            })
        }) {
            assertThatThrownBy(() -> backend.create(create(gone.resolve("data"), VolumeKind.DIRECTORY, gone, null)))
                    .isInstanceOf(IOException.class);
            assertThat(gone).doesNotExist();
        }
    }
}
