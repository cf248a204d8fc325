package io.phoenix.gateway.provisioner.pct;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Sets lines for LXC in a container's file, which {@code pct} refuses to do. */
final class RawLines {
    private RawLines() {}

    /** Replaces the file as a whole; whoever calls has its lock. */
    static void set(Path file, Map<String, String> lines, String digest) throws IOException {
        ConfFile now = ConfFile.of(Files.readAllBytes(file));
        if (!now.digest().equals(digest)) {
            throw new IOException(file + " was changed by somebody else");
        }
        Path fresh = file.resolveSibling(
                file.getFileName() + ".tmp." + ProcessHandle.current().pid());
        try {
            Files.write(fresh, now.withRawLines(lines));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
