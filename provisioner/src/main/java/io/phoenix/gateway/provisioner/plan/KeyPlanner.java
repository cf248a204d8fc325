package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Volume;
import io.phoenix.gateway.provisioner.host.ObservedVolume.KeyFile;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.util.List;

/** Private keys: their containers' user or group must be able to read them, and no other user of the host. */
final class KeyPlanner {
    private static final String MODE = "0640";

    private final Volume volume;
    private final long uid;
    private final long gid;
    private final boolean isFixed;
    private final Draft draft;

    /**
     * @param uid the host's id of the volume's owner
     * @param gid the same of its group
     * @param isFixed whether there may be steps, and not only notices
     */
    KeyPlanner(Volume volume, long uid, long gid, boolean isFixed, Draft draft) {
        this.volume = volume;
        this.uid = uid;
        this.gid = gid;
        this.isFixed = isFixed;
        this.draft = draft;
    }

    void plan(List<KeyFile> keys) {
        for (KeyFile key : keys) {
            int mode = Integer.parseInt(key.mode(), 8);
            boolean isReadable = (key.gid() == gid && (mode & 0040) != 0) || (key.uid() == uid && (mode & 0400) != 0);
            boolean isOpen = (mode & 0007) != 0;
            if (isReadable && !isOpen) {
                continue;
            }
            String wrong =
                    isOpen ? "is open to every user of the host" : "cannot be read by the volume's owner or group";
            if (isFixed) {
                fix(key);
            } else {
                draft.notice(
                        Notice.Reason.BLOCKED,
                        Names.volume(volume),
                        "the private key " + key.path() + " (" + described(key) + ") " + wrong
                                + "; --fix-keys makes it " + key.uid() + ":" + gid + " " + MODE);
            }
        }
    }

    private void fix(KeyFile key) {
        draft.add(new Step(
                new VolumeChange.SetKeyAccess(volume.hostPath(), volume.kind(), key.path(), key.uid(), gid, MODE),
                Step.Sign.CHANGE,
                Names.volume(volume),
                List.of(new Step.Difference(
                        "access to " + key.path(), described(key), key.uid() + ":" + gid + " " + MODE)),
                Step.Impact.LIVE,
                Step.Risk.ACCESS,
                "chgrp " + key.gid() + " and chmod " + key.mode()));
    }

    private static String described(KeyFile key) {
        return key.uid() + ":" + key.gid() + " " + key.mode();
    }
}
