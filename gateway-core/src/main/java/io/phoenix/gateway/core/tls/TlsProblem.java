package io.phoenix.gateway.core.tls;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the operator's TLS files, and what to do about it. Immutable.
 *
 * @param file the file or directory at fault; {@code null} when it is a setting and no file
 * @param message what is wrong and what would be right, without the file's name
 */
public record TlsProblem(@Nullable Path file, String message) {
    public TlsProblem {
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return file == null ? message : file + ": " + message;
    }
}
