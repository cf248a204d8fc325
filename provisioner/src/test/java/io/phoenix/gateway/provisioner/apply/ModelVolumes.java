package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Volumes in memory, with mounts that come and go. */
public final class ModelVolumes implements VolumeBackend {
    private final Map<String, ObservedVolume> volumes = new HashMap<>();
    private final Set<String> mounts = new HashSet<>(Set.of("/"));

    /** Mounts something. */
    public void mount(String mountPoint) {
        mounts.add(mountPoint);
    }

    /** Puts a volume there, as if somebody had made it. */
    public void put(ObservedVolume volume) {
        volumes.put(volume.path(), volume);
    }

    @Override
    public ObservedVolume observe(String path) {
        String mountPoint = mounts.stream()
                .filter(mount -> path.startsWith(mount.equals("/") ? "/" : mount + "/"))
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElseThrow();
        ObservedVolume now = volumes.get(path);
        return now == null
                ? new ObservedVolume(path, null, 0, 0, "", mountPoint, null, null, List.of())
                : new ObservedVolume(
                        path,
                        now.kind(),
                        now.uid(),
                        now.gid(),
                        now.mode(),
                        mountPoint,
                        now.obstacle(),
                        now.quotaBytes(),
                        now.keys());
    }

    @Override
    public void create(VolumeChange.Create change) {
        put(new ObservedVolume(
                change.path(),
                change.kind(),
                change.uid(),
                change.gid(),
                change.mode(),
                "",
                null,
                change.quotaBytes(),
                List.of()));
    }

    private void change(VolumeChange change, UnaryOperator<ObservedVolume> to) throws IOException {
        ObservedVolume now = volumes.get(change.path());
        if (now == null) {
            throw new IOException("no volume");
        }
        put(to.apply(now));
    }

    @Override
    public void setOwner(VolumeChange.SetOwner to) throws IOException {
        change(
                to,
                v -> new ObservedVolume(
                        v.path(), v.kind(), to.uid(), to.gid(), v.mode(), "", null, v.quotaBytes(), v.keys()));
    }

    @Override
    public void setMode(VolumeChange.SetMode to) throws IOException {
        change(
                to,
                v -> new ObservedVolume(
                        v.path(), v.kind(), v.uid(), v.gid(), to.mode(), "", null, v.quotaBytes(), v.keys()));
    }

    @Override
    public void setQuota(VolumeChange.SetQuota to) throws IOException {
        change(
                to,
                v -> new ObservedVolume(
                        v.path(), v.kind(), v.uid(), v.gid(), v.mode(), "", null, to.bytes(), v.keys()));
    }

    @Override
    public void setKeyAccess(VolumeChange.SetKeyAccess change) {
        throw new UnsupportedOperationException("a model has no files");
    }

    /** This, for every kind. */
    public Map<VolumeKind, VolumeBackend> forAll() {
        return Map.of(VolumeKind.DIRECTORY, this, VolumeKind.ZFS, this, VolumeKind.BTRFS, this);
    }
}
