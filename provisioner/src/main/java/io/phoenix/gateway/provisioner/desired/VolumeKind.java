package io.phoenix.gateway.provisioner.desired;

/** What a volume is on the host. */
public enum VolumeKind {
    /** A directory on whatever is mounted there. */
    DIRECTORY("directory"),
    /** A dataset of its own, mounted at the volume's path. */
    ZFS("zfs"),
    /** A subvolume of its own. */
    BTRFS("btrfs");

    private final String word;

    VolumeKind(String word) {
        this.word = word;
    }

    /** As files and tables write it. */
    public String word() {
        return word;
    }
}
