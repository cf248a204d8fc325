package io.phoenix.gateway.server.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits on connections of clients. Those that are null follow from the machine, or are no limits.
 *
 * @param tlsHandshakeTimeout from a connection to the end of its handshake
 * @param maxHandshakes under way at once on one listener
 * @param maxConnections of all listeners together; null for as many as the limit of open files allows
 * @param maxConnectionsPerAddress null for no limit
 * @param maxRequestsPerConnection after which it closes
 * @param maxConcurrentStreams requests under way at once on one HTTP/2 connection
 */
public record ConnectionLimits(
        Duration tlsHandshakeTimeout,
        int maxHandshakes,
        @Nullable Integer maxConnections,
        @Nullable Integer maxConnectionsPerAddress,
        int maxRequestsPerConnection,
        int maxConcurrentStreams) {
    /** What holds for each key that the {@code limits} section does not give. */
    public static final ConnectionLimits DEFAULTS =
            new ConnectionLimits(Duration.ofSeconds(10), 1024, null, null, 10_000, 100);

    private static final int MOST = 1_000_000;

    static ConnectionLimits read(Fields fields) {
        return new ConnectionLimits(
                fields.timeout("tls-handshake-timeout", DEFAULTS.tlsHandshakeTimeout()),
                fields.number("max-handshakes", 1, MOST, DEFAULTS.maxHandshakes()),
                number(fields, "max-connections"),
                number(fields, "max-connections-per-address"),
                fields.number("max-requests-per-connection", 1, MOST, DEFAULTS.maxRequestsPerConnection()),
                fields.number("max-concurrent-streams", 1, 1000, DEFAULTS.maxConcurrentStreams()));
    }

    private static @Nullable Integer number(Fields fields, String key) {
        Value value = fields.optional(key);
        return value == null ? null : value.number(1, MOST);
    }
}
