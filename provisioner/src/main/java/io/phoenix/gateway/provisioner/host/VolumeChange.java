package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.desired.VolumeKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One change of one volume. Ids are the host's. */
public sealed interface VolumeChange extends Change {
    /** The volume's {@code host_path}, absolute and canonical. */
    String path();

    /** What the volume is; says whose work the change is. */
    VolumeKind kind();

    /** Whether {@code now} is as the change leaves it. */
    boolean isDone(ObservedVolume now);

    /** Has {@code backend}, which is that of the kind, do it. */
    void by(VolumeBackend backend) throws IOException, InterruptedException;

    /**
     * Makes the volume, empty.
     *
     * @param requiredMount the mount point that it must come to lie on; null if it may lie anywhere
     * @param mode four octal digits
     * @param quotaBytes null for no limit
     */
    record Create(
            String path,
            VolumeKind kind,
            @Nullable String requiredMount,
            long uid,
            long gid,
            String mode,
            @Nullable Long quotaBytes)
            implements VolumeChange {
        @Override
        public boolean isDone(ObservedVolume now) {
            return now.exists()
                    && new SetOwner(path, kind, uid, gid).isDone(now)
                    && new SetMode(path, kind, mode).isDone(now)
                    && (quotaBytes == null || quotaBytes.equals(now.quotaBytes()));
        }

        @Override
        public void by(VolumeBackend backend) throws IOException, InterruptedException {
            backend.create(this);
        }
    }

    /** Gives the directory itself, and nothing in it, to a user and a group. */
    record SetOwner(String path, VolumeKind kind, long uid, long gid) implements VolumeChange {
        @Override
        public boolean isDone(ObservedVolume now) {
            return now.uid() == uid && now.gid() == gid;
        }

        @Override
        public void by(VolumeBackend backend) throws IOException, InterruptedException {
            backend.setOwner(this);
        }
    }

    /** Sets the mode of the directory itself, and of nothing in it. */
    record SetMode(String path, VolumeKind kind, String mode) implements VolumeChange {
        @Override
        public boolean isDone(ObservedVolume now) {
            return now.mode().equals(mode);
        }

        @Override
        public void by(VolumeBackend backend) throws IOException, InterruptedException {
            backend.setMode(this);
        }
    }

    /** Sets the limit of what the volume may hold. */
    record SetQuota(String path, VolumeKind kind, long bytes) implements VolumeChange {
        @Override
        public boolean isDone(ObservedVolume now) {
            Long quota = now.quotaBytes();
            return quota != null && quota == bytes;
        }

        @Override
        public void by(VolumeBackend backend) throws IOException, InterruptedException {
            backend.setQuota(this);
        }
    }

    /**
     * Gives one private key in the volume to a user and a group, so that its container can read it and nobody else.
     *
     * @param file absolute, in the volume
     */
    record SetKeyAccess(String path, VolumeKind kind, String file, long uid, long gid, String mode)
            implements VolumeChange {
        @Override
        public boolean isDone(ObservedVolume now) {
            return now.keys().contains(new ObservedVolume.KeyFile(file, uid, gid, mode));
        }

        @Override
        public void by(VolumeBackend backend) throws IOException, InterruptedException {
            backend.setKeyAccess(this);
        }
    }
}
