package io.phoenix.gateway.core.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole small file, or says why it cannot, for which user, and what would help. Stateless; start and reload
 * only.
 */
final class FileBytes {
    /** Far above any chain; keeps a file that was named wrongly from filling the memory. */
    static final int LIMIT = 1 << 20;

    private FileBytes() {}

    static byte[] read(Path file) throws TlsSetupException {
        if (Files.isDirectory(file)) {
            throw new TlsSetupException(file, "is a directory; a PEM file is expected");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw new TlsSetupException(file, "is larger than 1 MiB; a PEM file is expected");
            }
            return bytes;
        } catch (IOException e) {
            throw new TlsSetupException(file, why(file, e, System.getProperty("user.name", "?")));
        }
    }

    /** Apart from reading, so that what is said can be tested as root, whom no file mode stops. */
    static String why(Path file, IOException failure, String user) {
        if (failure instanceof NoSuchFileException) {
            return Files.isSymbolicLink(file) ? "is a link to a file that does not exist" : "does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return denied(file, user);
        }
        String detail = failure.getMessage();
        return "cannot be read: " + (detail == null ? failure.getClass().getSimpleName() : detail);
    }

    private static String denied(Path file, String user) {
        try {
            PosixFileAttributes at = Files.readAttributes(file, PosixFileAttributes.class);
            return "cannot be read by user " + user + ": it has mode "
                    + PosixFilePermissions.toString(at.permissions())
                    + ", owner " + at.owner().getName() + ", group "
                    + at.group().getName()
                    + "; let the user read it, for example with: chgrp " + user + " " + file + " && chmod g+r"
                    + (at.isDirectory() ? "x " : " ") + file;
        } catch (IOException | UnsupportedOperationException e) {
            Path directory = closedDirectory(file);
            return "cannot be read by user " + user
                    + (directory == null
                            ? ""
                            : ": the directory " + directory + " cannot be entered; for example: chmod o+x "
                                    + directory);
        }
    }

    private static @Nullable Path closedDirectory(Path file) {
        Path at = file.toAbsolutePath().getRoot();
        for (Path part : file.toAbsolutePath()) {
            if (at == null) {
                return null;
            }
            if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS) && !Files.isExecutable(at)) {
                return at;
            }
            at = at.resolve(part);
        }
        return null;
    }
}
