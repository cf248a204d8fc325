package io.phoenix.gateway.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folder that relative paths are meant from. Looks at no file. */
record Folder(Path path) {
    @Nullable
    Path resolve(Value value) {
        String text = value.text("a path, like /ssl");
        try {
            return text == null ? null : path.resolve(text).normalize();
        } catch (InvalidPathException e) {
            value.error(Excerpt.of(text) + " is not a path");
            return null;
        }
    }
}
