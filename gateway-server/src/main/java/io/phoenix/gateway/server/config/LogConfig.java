package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The access log and the error log. Sizes are in bytes.
 *
 * @param directory a relative one is meant from the working directory
 * @param rotateSize size at which a file is set aside and a new one begun
 * @param keep age at which a file is deleted
 * @param totalSize size of all files together above which the oldest is deleted
 */
public record LogConfig(Path directory, AccessFormat accessFormat, long rotateSize, Duration keep, long totalSize) {
    /** What holds for each key that the {@code logs} section does not give. */
    public static final LogConfig DEFAULTS =
            new LogConfig(Path.of("logs"), AccessFormat.COMBINED, 100L << 20, Duration.ofDays(30), 2L << 30);
}
