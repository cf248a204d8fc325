package io.phoenix.gateway.provisioner.desired;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the host that containers share.
 *
 * @param hostPath absolute and canonical by its text; whether it has symbolic links only the host can tell
 * @param requiredMount the mount point that it must lie on, lest it fill the root disk; null if it may lie anywhere
 * @param mode four octal digits
 * @param quotaBytes the limit of what it may hold; null for none, and always null for a plain directory
 */
public record Volume(
        String name,
        String hostPath,
        VolumeKind kind,
        @Nullable String requiredMount,
        Owner owner,
        String mode,
        @Nullable Long quotaBytes,
        List<Mount> mounts) {
    public Volume {
        mounts = List.copyOf(mounts);
    }
}
