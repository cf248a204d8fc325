package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.command.Command;
import io.phoenix.gateway.provisioner.command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the directories of containers, with their root file systems. What is being made has a name that is no
 * container's until it is whole; what a kill left under such a name is removed by the next attempt.
 */
final class RootDirectories {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Map<String, String> DECOMPRESSION = Map.of(
            ".tar.gz", "--gzip",
            ".tgz", "--gzip",
            ".tar.xz", "--xz",
            ".tar.zst", "--zstd",
            ".tar.bz2", "--bzip2");

    private final Path directory;
    private final LxcPrograms programs;

    RootDirectories(Path directory, LxcPrograms programs) {
        this.directory = directory;
        this.programs = programs;
    }

    Path of(int id) {
        return directory.resolve(Integer.toString(id));
    }

    /** A new directory for the parts of {@code whole}, which must not exist. */
    Path begin(Path whole) throws IOException, InterruptedException {
        if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(whole + " exists already: look what it is, and move it away");
        }
        requireWayFor(directory);
        Path parts = whole.resolveSibling("." + whole.getFileName() + ".phoenix-new");
        remove(parts);
        Files.createDirectories(parts);
        // The container's ids are nobody's on the host; they need a way to their root.
        Files.setPosixFilePermissions(parts, PosixFilePermissions.fromString("rwx--x--x"));
        return parts;
    }

    /** Gives what {@link #begin} began its name. */
    static void finish(Path parts, Path whole) throws IOException {
        Files.move(parts, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Unpacks a tarball to {@code root}, with the ids of {@code ids}; devices of its own a container gets from LXC. */
    void unpack(Path tarball, Path root, @Nullable IdRange ids) throws IOException, InterruptedException {
        if (!Files.isReadable(tarball)) {
            throw new IOException("the template " + tarball + " is not there, or cannot be read");
        }
        Files.createDirectory(root);
        Command tar = Command.of("tar", "--extract", "--numeric-owner", "--preserve-permissions", "--exclude=./dev/*")
                .and(decompression(tarball))
                .and(List.of("--directory", root.toString(), "--file", "-"))
                .within(LONG)
                .reading(tarball);
        if (ids != null) {
            Files.setAttribute(root, "unix:uid", (int) ids.first());
            Files.setAttribute(root, "unix:gid", (int) ids.first());
            // As the container's own root: so it has its ids, and nothing it cannot have.
            tar = tar.by(Command.of("lxc-usernsexec")
                    .and(ids.arguments())
                    .and(List.of("--"))
                    .arguments());
        }
        require(programs.host(tar), "the template " + tarball + " cannot be unpacked to " + root);
    }

    private static List<String> decompression(Path tarball) {
        String name = tarball.getFileName().toString();
        return DECOMPRESSION.entrySet().stream()
                .filter(ending -> name.endsWith(ending.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Copies a tree with all that the disk knows of its files; blocks are shared where the file system can. */
    void copy(Path from, Path to) throws IOException, InterruptedException {
        Command copy = Command.of("cp", "--archive", "--one-file-system", "--reflink=auto", "--", from.toString())
                .and(List.of(to.toString()))
                .within(LONG);
        require(programs.host(copy), from + " cannot be copied to " + to);
    }

    /** Removes what was never a container. What might be mounted below it is another file system, and stays. */
    void remove(Path parts) throws IOException, InterruptedException {
        if (Files.exists(parts, LinkOption.NOFOLLOW_LINKS)) {
            Command removal = Command.of("rm", "-rf", "--one-file-system", "--", parts.toString())
                    .within(LONG);
            require(programs.host(removal), parts + " cannot be removed");
        }
    }

    private static void requireWayFor(Path directory) throws IOException {
        for (Path step = directory.toAbsolutePath(); step != null; step = step.getParent()) {
            if (!Files.isDirectory(step)) {
                throw new IOException(step + " is not there: is LXC installed?");
            }
            if (!Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new IOException("unprivileged containers cannot reach " + directory + ": chmod o+x " + step);
            }
        }
    }

    private static void require(Outcome outcome, String failure) throws IOException {
        if (!outcome.isOk()) {
            throw new IOException(failure + ": " + outcome.complaint());
        }
    }
}
