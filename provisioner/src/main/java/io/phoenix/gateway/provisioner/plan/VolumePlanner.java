package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.Observed;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The steps of volumes: made where they must lie, given to whom they belong. Nothing in them is looked at but keys. */
final class VolumePlanner {
    private final Observed observed;
    private final Policy policy;
    private final IdOffsets offsets;
    private final Draft draft;
    private final Set<String> unfit = new HashSet<>();

    VolumePlanner(Observed observed, Policy policy, IdOffsets offsets, Draft draft) {
        this.observed = observed;
        this.policy = policy;
        this.offsets = offsets;
        this.draft = draft;
    }

    /** The names of volumes that no container may be given as they are. */
    Set<String> unfit() {
        return unfit;
    }

    void plan(Volume volume) {
        ObservedVolume now =
                Objects.requireNonNull(observed.volumes().get(volume.hostPath()), "the volume was not looked at");
        String problem = problem(volume, now);
        if (problem != null) {
            unfit.add(volume.name());
            draft.notice(Notice.Reason.BLOCKED, Names.volume(volume), problem);
            return;
        }
        long offset = offsets.of(volume).values().stream().findFirst().orElse(observed.newIdOffset());
        long uid = volume.owner().uid() + offset;
        long gid = volume.owner().gid() + offset;
        if (now.exists()) {
            present(volume, now, uid, gid);
            new KeyPlanner(volume, uid, gid, policy.fixKeys(), draft).plan(now.keys());
        } else {
            create(volume, uid, gid);
        }
    }

    private @Nullable String problem(Volume volume, ObservedVolume now) {
        String required = volume.requiredMount();
        if (now.obstacle() != null) {
            return now.obstacle();
        }
        if (required != null && !Names.isAtOrBelow(now.mountPoint(), required)) {
            return "nothing is mounted at " + required + ", so " + volume.hostPath()
                    + " would lie on the file system of " + now.mountPoint()
                    + "; mount it, or correct required_mount";
        }
        SortedMap<Integer, Long> shifts = offsets.of(volume);
        if (new HashSet<>(shifts.values()).size() > 1) {
            return "its containers map their ids differently (" + told(shifts)
                    + "), so it cannot belong to the same user in all of them";
        }
        if (volume.kind() != VolumeKind.DIRECTORY && now.exists() && now.kind() != volume.kind()) {
            return "is a plain directory, and is to be of the kind "
                    + volume.kind().word() + "; move its content aside, remove it, and apply again";
        }
        return null;
    }

    private static String told(SortedMap<Integer, Long> shifts) {
        return shifts.entrySet().stream()
                .map(entry -> entry.getKey() + " by " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void create(Volume volume, long uid, long gid) {
        VolumeChange change = new VolumeChange.Create(
                volume.hostPath(), volume.kind(), volume.requiredMount(), uid, gid, volume.mode(), volume.quotaBytes());
        String made = volume.hostPath() + ", owner " + uid + ":" + gid + ", mode " + volume.mode()
                + (volume.quotaBytes() == null ? "" : ", quota " + bytes(volume.quotaBytes()));
        draft.add(new Step(
                change,
                Step.Sign.ADD,
                Names.volume(volume),
                List.of(new Step.Difference(volume.kind().word(), "", made)),
                Step.Impact.LIVE,
                Step.Risk.LOW,
                "rmdir " + volume.hostPath() + ", while it is empty"));
    }

    private void present(Volume volume, ObservedVolume now, long uid, long gid) {
        String path = volume.hostPath();
        change(
                volume,
                now,
                new VolumeChange.SetOwner(path, volume.kind(), uid, gid),
                new Step.Difference("owner of " + path, now.uid() + ":" + now.gid(), uid + ":" + gid),
                "chown " + now.uid() + ":" + now.gid() + " " + path);
        change(
                volume,
                now,
                new VolumeChange.SetMode(path, volume.kind(), volume.mode()),
                new Step.Difference("mode of " + path, now.mode(), volume.mode()),
                "chmod " + now.mode() + " " + path);
        if (volume.quotaBytes() != null) {
            String before = now.quotaBytes() == null ? "none" : bytes(now.quotaBytes());
            change(
                    volume,
                    now,
                    new VolumeChange.SetQuota(path, volume.kind(), volume.quotaBytes()),
                    new Step.Difference("quota of " + path, before, bytes(volume.quotaBytes())),
                    "set the quota to " + before);
        }
    }

    private void change(
            Volume volume, ObservedVolume now, VolumeChange change, Step.Difference difference, String undo) {
        if (!change.isDone(now)) {
            draft.add(new Step(
                    change,
                    Step.Sign.CHANGE,
                    Names.volume(volume),
                    List.of(difference),
                    Step.Impact.LIVE,
                    Step.Risk.ACCESS,
                    undo));
        }
    }

    private static String bytes(long bytes) {
        int unit = Math.min(Long.numberOfTrailingZeros(bytes) / 10, 4);
        return (bytes >> (10 * unit)) + (unit == 0 ? "" : String.valueOf(" KMGT".charAt(unit)));
    }
}
