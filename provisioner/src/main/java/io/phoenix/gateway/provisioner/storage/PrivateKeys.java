package io.phoenix.gateway.provisioner.storage;

import io.phoenix.gateway.provisioner.host.ObservedVolume.KeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the private keys in a volume, by what is in its files. */
public final class PrivateKeys {
    private static final int DEPTH = 4;
    private static final long LONGEST = 64 << 10;
    private static final String MARK = "PRIVATE KEY-----";

    private PrivateKeys() {}

    /** Those in {@code directory}, by path; symbolic links are not followed. None if there is no such directory. */
    public static List<KeyFile> in(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory, DEPTH)) {
            files = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw new IOException(directory + " cannot be looked through: " + e.getMessage(), e);
        }
        List<KeyFile> keys = new ArrayList<>();
        for (Path file : files) {
            if (Files.size(file) <= LONGEST
                    && Files.readString(file, StandardCharsets.ISO_8859_1).contains(MARK)) {
                keys.add(key(file));
            }
        }
        return keys;
    }

    private static KeyFile key(Path file) throws IOException {
        FileAccess now = FileAccess.of(file);
        return new KeyFile(file.toString(), now.uid(), now.gid(), now.mode());
    }
}
