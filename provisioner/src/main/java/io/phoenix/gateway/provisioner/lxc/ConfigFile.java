package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.host.BusyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@code config} file as it was read: its text, and the digest by which a later writer knows it again. */
record ConfigFile(Path file, ConfigText text, String digest) {
    /** Null if there is none. */
    static @Nullable ConfigFile read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        byte[] bytes = Files.readAllBytes(file);
        // One character for each byte, so that what is no UTF-8 stays what it is.
        return new ConfigFile(file, ConfigText.of(new String(bytes, StandardCharsets.ISO_8859_1)), digestOf(bytes));
    }

    /**
     * Puts {@code changed} in the file's place, whole or not at all.
     *
     * @throws BusyException if the file is no longer the one that was read
     */
    void write(ConfigText changed) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".phoenix-new");
        writeNew(next, changed);
        Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
        if (!digestOf(Files.readAllBytes(file)).equals(digest)) {
            Files.delete(next);
            throw new BusyException(file + " was changed by somebody else meanwhile: plan again");
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(next.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Writes a file that LXC can read, down to the disk. */
    static void writeNew(Path file, ConfigText text) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String digestOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
