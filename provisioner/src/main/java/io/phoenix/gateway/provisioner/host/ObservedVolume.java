package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.desired.VolumeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A volume's directory as the host has it. Ids are the host's. Where nothing is yet, ids are 0 and the mode is empty.
 *
 * @param path the volume's {@code host_path}
 * @param kind null if there is nothing at the path
 * @param mode four octal digits
 * @param mountPoint of the mount that the path lies on, or would lie on
 * @param obstacle why no volume can be there: a symbolic link on the way, a file in its place; null if nothing
 * @param quotaBytes the limit of what it may hold; null if it has none
 * @param keys the private keys in it, of a volume that is looked through for them
 */
public record ObservedVolume(
        String path,
        @Nullable VolumeKind kind,
        long uid,
        long gid,
        String mode,
        String mountPoint,
        @Nullable String obstacle,
        @Nullable Long quotaBytes,
        List<KeyFile> keys) {
    public ObservedVolume {
        keys = List.copyOf(keys);
    }

    /** Whether there is a directory at the path. */
    public boolean exists() {
        return kind != null;
    }

    /** The same with the private keys that were found in it. */
    public ObservedVolume withKeys(List<KeyFile> found) {
        return new ObservedVolume(path, kind, uid, gid, mode, mountPoint, obstacle, quotaBytes, found);
    }

    /**
     * A file with a private key.
     *
     * @param mode four octal digits
     */
    public record KeyFile(String path, long uid, long gid, String mode) {}
}
