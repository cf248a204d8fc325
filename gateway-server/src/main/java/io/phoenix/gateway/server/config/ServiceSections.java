package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the sections that need none of the others: {@code logs}, {@code limits} and {@code discovery}. */
final class ServiceSections {
    private static final long LARGEST_HEAD = 1 << 20;

    private static final Duration LONGEST_KEPT = Duration.ofDays(3650);

    /** These directories are written to, so they are meant from where the gateway runs, unlike the files it reads. */
    private static final Folder WORKING_DIRECTORY = new Folder(Path.of(""));

    private ServiceSections() {}

    static LogConfig logs(@Nullable Value value) {
        LogConfig defaults = LogConfig.DEFAULTS;
        Fields fields = value == null ? null : Fields.of(value, "a section, like { directory: /logs/nginx }");
        if (fields == null) {
            return defaults;
        }
        Path directory = directory(fields.optional("directory"), defaults.directory());
        Value formatValue = fields.optional("access-format");
        AccessFormat format = formatValue == null ? null : Choices.accessFormat(formatValue);
        long rotateSize = fields.size("rotate-size", 1, defaults.rotateSize());
        Duration keep = fields.duration("keep", LONGEST_KEPT, defaults.keep());
        long totalSize = fields.size("total-size", 1, defaults.totalSize());
        fields.reportUnknown();
        if (totalSize < rotateSize) {
            Value at = fields.at(fields.isGiven("total-size") ? "total-size" : "rotate-size");
            at.error("total-size (" + totalSize + "B) is less than rotate-size (" + rotateSize + "B)");
        }
        return new LogConfig(directory, format == null ? defaults.accessFormat() : format, rotateSize, keep, totalSize);
    }

    static LimitsConfig limits(@Nullable Value value) {
        LimitsConfig defaults = LimitsConfig.DEFAULTS;
        Fields fields = value == null ? null : Fields.of(value, "a section, like { max-body: 100MiB }");
        if (fields == null) {
            return defaults;
        }
        LimitsConfig limits = new LimitsConfig(
                fields.timeout("header-timeout", defaults.headerTimeout()),
                fields.timeout("keep-alive-timeout", defaults.keepAliveTimeout()),
                fields.timeout("drain-timeout", defaults.drainTimeout()),
                fields.size("max-body", 1, defaults.maxBody()),
                fields.size("held-body-memory", 0, defaults.heldBodyMemory()),
                fields.size("held-bodies-memory", 0, defaults.heldBodiesMemory()),
                fields.size("replay-window", 0, defaults.replayWindow()),
                directory(fields.optional("spill-directory"), defaults.spillDirectory()),
                headSize(fields, "max-request-line", defaults.maxRequestLine()),
                headSize(fields, "max-header-size", defaults.maxHeaderSize()),
                fields.number("max-header-count", 1, 10_000, defaults.maxHeaderCount()),
                LeastRates.read(fields),
                ConnectionLimits.read(fields));
        fields.reportUnknown();
        if (limits.heldBodiesMemory() < limits.heldBodyMemory()) {
            Value at = fields.at(fields.isGiven("held-bodies-memory") ? "held-bodies-memory" : "held-body-memory");
            at.error("held-bodies-memory, which is for all requests (" + limits.heldBodiesMemory()
                    + "B), is less than held-body-memory, which is for each (" + limits.heldBodyMemory() + "B)");
        }
        return limits;
    }

    static DiscoveryConfig discovery(@Nullable Value value) {
        DiscoveryConfig defaults = DiscoveryConfig.DEFAULTS;
        Fields fields = value == null ? null : Fields.of(value, "a section, like { interval: 30s }");
        if (fields == null) {
            return defaults;
        }
        DiscoveryConfig discovery = new DiscoveryConfig(
                fields.timeout("interval", defaults.interval()), fields.timeout("timeout", defaults.timeout()));
        fields.reportUnknown();
        return discovery;
    }

    /** A head is in memory as a whole, so that it must not be of any size. */
    private static long headSize(Fields fields, String key, long otherwise) {
        long size = fields.size(key, 256, otherwise);
        if (size > LARGEST_HEAD) {
            fields.at(key).error("is too large; the most is 1MiB");
            return otherwise;
        }
        return size;
    }

    private static Path directory(@Nullable Value value, Path otherwise) {
        Path directory = value == null ? null : WORKING_DIRECTORY.resolve(value);
        return directory == null ? otherwise : directory;
    }
}
