package io.phoenix.gateway.provisioner.host;

import java.io.IOException;

/**
 * What makes volumes of one kind: plain directories, ZFS datasets, btrfs subvolumes.
 *
 * <p>Every change is idempotent, and compared by the executor with what is observed afterwards. Nothing here deletes:
 * there is no way to lose what is in a volume. A directory is never reached through a symbolic link. All methods block,
 * and are called by one thread.
 */
public interface VolumeBackend {
    /**
     * Looks at a path, which may lead nowhere. {@link ObservedVolume#keys} stays empty: whoever wants them looks for
     * them.
     *
     * @throws IOException if the host cannot tell
     */
    ObservedVolume observe(String path) throws IOException, InterruptedException;

    /**
     * Makes the volume with owner, mode and quota. Directories above it that are missing are made too, for root alone
     * to write and all to pass, but only if the required mount is there at this very moment. A volume that was half
     * made before is completed.
     *
     * @throws IOException if it cannot be, or the disk is full, in the host's words
     */
    void create(VolumeChange.Create change) throws IOException, InterruptedException;

    /** Sets the directory's owner. */
    void setOwner(VolumeChange.SetOwner change) throws IOException, InterruptedException;

    /** Sets the directory's mode. */
    void setMode(VolumeChange.SetMode change) throws IOException, InterruptedException;

    /** Sets the limit; that more is in the volume already is an error, and changes nothing. */
    void setQuota(VolumeChange.SetQuota change) throws IOException, InterruptedException;

    /** Sets owner and mode of a file in the volume. */
    void setKeyAccess(VolumeChange.SetKeyAccess change) throws IOException, InterruptedException;
}
