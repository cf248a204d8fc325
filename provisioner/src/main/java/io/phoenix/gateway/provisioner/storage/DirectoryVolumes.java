package io.phoenix.gateway.provisioner.storage;

import io.phoenix.gateway.provisioner.desired.VolumeKind;
import io.phoenix.gateway.provisioner.host.ObservedVolume;
import io.phoenix.gateway.provisioner.host.VolumeBackend;
import io.phoenix.gateway.provisioner.host.VolumeChange;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Volumes that are plain directories. Also what all kinds have in common: owner, mode, keys. */
public final class DirectoryVolumes implements VolumeBackend {
    @Override
    public ObservedVolume observe(String path) throws IOException {
        String mountPoint = MountTable.now().mountPointOf(path);
        String obstacle = obstacle(path);
        Path directory = Path.of(path);
        if (obstacle != null || !Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return new ObservedVolume(path, null, 0, 0, "", mountPoint, obstacle, null, List.of());
        }
        FileAccess now = FileAccess.of(directory);
        return new ObservedVolume(
                path, VolumeKind.DIRECTORY, now.uid(), now.gid(), now.mode(), mountPoint, null, null, List.of());
    }

    /** What on the way to {@code path} is no directory: a container's mount would fail at it, or lead elsewhere. */
    static @Nullable String obstacle(String path) {
        Path at = Path.of("/");
        for (Path name : Path.of(path)) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                return at + " is a symbolic link; write the path that it leads to";
            }
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return at + " is no directory";
            }
        }
        return null;
    }

    @Override
    public void create(VolumeChange.Create change) throws IOException {
        Path directory = Path.of(change.path());
        makeParents(directory, change.requiredMount());
        makeDirectory(directory, "rwx------");
        setOwner(new VolumeChange.SetOwner(change.path(), change.kind(), change.uid(), change.gid()));
        setMode(new VolumeChange.SetMode(change.path(), change.kind(), change.mode()));
    }

    /**
     * Makes what is missing above {@code directory}.
     *
     * @throws IOException if something on the way is no directory, or the required mount is not there
     */
    static void makeParents(Path directory, @Nullable String requiredMount) throws IOException {
        String obstacle = obstacle(directory.toString());
        if (obstacle != null) {
            throw new IOException(obstacle);
        }
        if (requiredMount != null) {
            String mounted = MountTable.now().mountPointOf(directory.toString());
            if (!MountTable.isAtOrBelow(mounted, requiredMount)) {
                throw new IOException("nothing is mounted at " + requiredMount + " any more");
            }
        }
        Path parent = directory.getParent();
        if (parent != null && !Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
            makeParents(parent, null);
            makeDirectory(parent, "rwxr-xr-x");
        }
    }

    private static void makeDirectory(Path directory, String permissions) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // Made before, perhaps by a run that was cut off here.
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
        // Not as an attribute of its creation, of which the umask would take something away.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    @Override
    public void setOwner(VolumeChange.SetOwner change) throws IOException {
        own(Path.of(change.path()), change.uid(), change.gid());
    }

    @Override
    public void setMode(VolumeChange.SetMode change) throws IOException {
        allow(Path.of(change.path()), change.mode());
    }

    /** A plain directory has none, and no file may ask for one. */
    @Override
    public void setQuota(VolumeChange.SetQuota change) throws IOException {
        throw new IOException(change.path() + " is a plain directory, which has no quota");
    }

    @Override
    public void setKeyAccess(VolumeChange.SetKeyAccess change) throws IOException {
        Path file = Path.of(change.file());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no file any more");
        }
        own(file, change.uid(), change.gid());
        allow(file, change.mode());
    }

    private static void own(Path path, long uid, long gid) throws IOException {
        Files.setAttribute(path, "unix:uid", Math.toIntExact(uid), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", Math.toIntExact(gid), LinkOption.NOFOLLOW_LINKS);
    }

    private static void allow(Path path, String mode) throws IOException {
        Files.setAttribute(path, "unix:mode", Integer.parseInt(mode, 8), LinkOption.NOFOLLOW_LINKS);
    }
}
