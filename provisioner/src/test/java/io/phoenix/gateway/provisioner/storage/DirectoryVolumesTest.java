package io.phoenix.gateway.provisioner.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.ObservedVolume.KeyFile;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real directories; they are given to whoever runs the tests, so that nobody needs to be root for it. */
final class DirectoryVolumesTest {
    private static final String KEY =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";

    private final DirectoryVolumes volumes = new DirectoryVolumes();

    @TempDir
    private Path temporary;

    private Path folder;
    private long uid;
    private long gid;

    @BeforeEach
    void whoAmI() throws IOException {
        folder = temporary.toRealPath();
        ObservedVolume here = volumes.observe(folder.toString());
        uid = here.uid();
        gid = here.gid();
    }

    private VolumeChange.Create create(String name, String requiredMount, String mode) {
        return new VolumeChange.Create(
                folder.resolve(name).toString(), VolumeKind.DIRECTORY, requiredMount, uid, gid, mode, null);
    }

    @Test
    void isMadeWithItsParentsOwnerAndMode() throws IOException {
        VolumeChange.Create change = create("portainer/data", null, "2770");
        assertThat(volumes.observe(change.path()).exists()).isFalse();
        volumes.create(change);
        assertThat(change.isDone(volumes.observe(change.path()))).isTrue();
        assertThat(volumes.observe(folder.resolve("portainer").toString()).mode())
                .isEqualTo("0755");

        Path file = Files.writeString(folder.resolve("portainer/data/portainer.db"), "data");
        volumes.create(change);
        volumes.setMode(new VolumeChange.SetMode(change.path(), VolumeKind.DIRECTORY, "0700"));
        assertThat(volumes.observe(change.path()).mode()).isEqualTo("0700");
        assertThat(file).hasContent("data");
    }

    @Test
    void isNotMadeWhereItsMountIsMissing() throws IOException {
        VolumeChange.Create change =
                create("pool/dataset/data", folder.resolve("pool").toString(), "0750");
        Files.createDirectory(folder.resolve("pool"));
        assertThatThrownBy(() -> volumes.create(change))
                .hasMessage("nothing is mounted at " + folder.resolve("pool") + " any more");
        assertThat(folder.resolve("pool/dataset")).doesNotExist();
        assertThat(volumes.observe("/proc/self/nothing").mountPoint()).isEqualTo("/proc");
    }

    @Test
    void nothingIsReachedThroughASymbolicLink() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        Files.writeString(folder.resolve("file"), "");
        assertThat(volumes.observe(link.toString()).obstacle()).startsWith(link + " is a symbolic link");
        assertThat(volumes.observe(link + "/data").obstacle()).startsWith(link + " is a symbolic link");
        assertThat(volumes.observe(folder.resolve("file/data").toString()).obstacle())
                .isEqualTo(folder.resolve("file") + " is no directory");
        assertThatThrownBy(() -> volumes.create(create("link/data", null, "0750")))
                .hasMessageContaining("is a symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void keysAreFoundByTheirContentAndGivenToWhoMayReadThem() throws IOException {
        Path live = Files.createDirectories(folder.resolve("ssl/live"));
        Path key = Files.writeString(live.resolve("privkey.pem"), KEY);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(live.resolve("fullchain.pem"), "-----BEGIN CERTIFICATE-----\n");
        Files.createSymbolicLink(folder.resolve("ssl/key.pem"), key);
        Path volume = folder.resolve("ssl");
        assertThat(PrivateKeys.in(volume)).containsExactly(new KeyFile(key.toString(), uid, gid, "0644"));

        VolumeChange.SetKeyAccess change = new VolumeChange.SetKeyAccess(
                volume.toString(), VolumeKind.DIRECTORY, key.toString(), uid, gid, "0640");
        volumes.setKeyAccess(change);
        assertThat(PrivateKeys.in(volume)).containsExactly(new KeyFile(key.toString(), uid, gid, "0640"));
        assertThat(key).hasContent(KEY);
    }

    @Test
    void theKernelsTableOfMounts() {
        MountTable table = MountTable.of("""
                22 1 8:1 / / rw - ext4 /dev/sda1 rw
                40 22 0:31 / /mnt/pve/tank rw - zfs tank rw
                41 40 0:32 / /mnt/pve/tank/two\\040words rw - zfs tank/two rw
                """);
        assertThat(table.mountPointOf("/mnt/pve/tank/data")).isEqualTo("/mnt/pve/tank");
        assertThat(table.mountPointOf("/mnt/pve/tank/two words/data")).isEqualTo("/mnt/pve/tank/two words");
        assertThat(table.mountPointOf("/mnt/pve/tank2")).isEqualTo("/");
    }
}
