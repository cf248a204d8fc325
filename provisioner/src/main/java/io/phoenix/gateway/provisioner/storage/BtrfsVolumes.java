package io.phoenix.gateway.provisioner.storage;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.CommandRunner;
import io.phoenix.gateway.provisioner.command.Outcome;
import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Volumes that are btrfs subvolumes, limited by their quota groups, which are switched on when the first is asked for.
 */
public final class BtrfsVolumes extends ProgramVolumes {
    /** The inode of each subvolume's own directory. */
    private static final long SUBVOLUME = 256;

    /** {@code 0/257 16384 16384 20971520}: group, used, used alone, limit or {@code none}. */
    private static final Pattern GROUP = Pattern.compile("^0/\\d+\\s+(\\d+)\\s+\\d+\\s+(\\d+|none)", Pattern.MULTILINE);

    /** Those that the program {@code btrfs} has, run by {@code commands}. */
    public BtrfsVolumes(CommandRunner commands) {
        super(commands);
    }

    @Override
    public ObservedVolume observe(String path) throws IOException, InterruptedException {
        ObservedVolume now = directories().observe(path);
        if (!now.exists() || !isSubvolume(path)) {
            return now;
        }
        Group group = group(path);
        return new ObservedVolume(
                path,
                VolumeKind.BTRFS,
                now.uid(),
                now.gid(),
                now.mode(),
                now.mountPoint(),
                null,
                group == null ? null : group.limit(),
                List.of());
    }

    @Override
    public void create(VolumeChange.Create change) throws IOException, InterruptedException {
        Path directory = Path.of(change.path());
        DirectoryVolumes.makeParents(directory, change.requiredMount());
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            run(
                    Command.of("btrfs", "subvolume", "create", change.path()),
                    "the subvolume " + change.path() + " cannot be made");
        } else if (!isSubvolume(change.path())) {
            throw new IOException(change.path() + " is a directory already and no subvolume: move it away, and what"
                    + " is in it into the volume afterwards");
        }
        if (change.quotaBytes() != null) {
            setQuota(new VolumeChange.SetQuota(change.path(), change.kind(), change.quotaBytes()));
        }
        giveAway(change);
    }

    @Override
    public void setQuota(VolumeChange.SetQuota change) throws IOException, InterruptedException {
        String path = change.path();
        Group group = group(path);
        if (group == null) {
            run(Command.of("btrfs", "quota", "enable", path), "quotas cannot be switched on for " + path);
            // What is there already is counted before anything is compared with it.
            run(Command.of("btrfs", "quota", "rescan", "-w", path), "what " + path + " holds cannot be counted");
            group = group(path);
        }
        if (group != null && group.used() > change.bytes()) {
            throw new IOException(
                    path + " cannot be limited to " + change.bytes() + " bytes: it holds " + group.used());
        }
        run(
                Command.of("btrfs", "qgroup", "limit", Long.toString(change.bytes()), path),
                path + " cannot be limited to " + change.bytes() + " bytes");
    }

    private boolean isSubvolume(String path) throws IOException, InterruptedException {
        long inode = (long) Files.getAttribute(Path.of(path), "unix:ino", LinkOption.NOFOLLOW_LINKS);
        // Others have such an inode too, by chance; only then it is worth a question.
        return inode == SUBVOLUME
                && ask("stat", "--file-system", "--format=%T", path).out().equals("btrfs");
    }

    /** Null if quotas are not switched on. */
    private @Nullable Group group(String path) throws IOException, InterruptedException {
        Outcome groups = ask("btrfs", "qgroup", "show", "-r", "--raw", "-f", path);
        Matcher group = GROUP.matcher(groups.out());
        if (!groups.isOk() || !group.find()) {
            return null;
        }
        String limit = group.group(2);
        return new Group(Long.parseLong(group.group(1)), limit.equals("none") ? null : Long.valueOf(limit));
    }

    private record Group(long used, @Nullable Long limit) {}
}
