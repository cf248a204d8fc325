package io.phoenix.gateway.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The project's {@code conf} folder, whatever directory the tests are started in. */
final class ConfFolder {
    private ConfFolder() {}

    static Path file(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("conf").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new AssertionError("no conf/" + name + " above " + Path.of("").toAbsolutePath());
    }

    static String text(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
