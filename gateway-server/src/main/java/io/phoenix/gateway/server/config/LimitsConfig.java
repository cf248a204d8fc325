package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Limits that hold for every listener and every exchange. Sizes are in bytes.
 *
 * @param headerTimeout for the whole head of a request
 * @param keepAliveTimeout for which a client's connection may wait for its next request
 * @param drainTimeout for which exchanges may go on after the gateway was asked to stop
 * @param maxBody the largest request body of a model route that has no limit of its own
 * @param heldBodyMemory what one request may hold in memory before it goes to disk
 * @param heldBodiesMemory what all requests together may hold in memory
 * @param replayWindow what is kept of a request after it was sent, so that it can be sent again
 * @param spillDirectory where held bodies go to disk; a relative one is meant from the working directory
 * @param maxRequestLine the longest request line
 * @param maxHeaderSize the most bytes of all headers of a request together
 * @param maxHeaderCount the most headers of a request
 * @param rates how fast bodies and answers must move
 * @param connections limits on connections, rather than on what is sent over them
 */
public record LimitsConfig(
        Duration headerTimeout,
        Duration keepAliveTimeout,
        Duration drainTimeout,
        long maxBody,
        long heldBodyMemory,
        long heldBodiesMemory,
        long replayWindow,
        Path spillDirectory,
        long maxRequestLine,
        long maxHeaderSize,
        int maxHeaderCount,
        LeastRates rates,
        ConnectionLimits connections) {
    /** What holds for each key that the {@code limits} section does not give. */
    public static final LimitsConfig DEFAULTS = new LimitsConfig(
            Duration.ofSeconds(15),
            Duration.ofSeconds(75),
            Duration.ofSeconds(30),
            100L << 20,
            1L << 20,
            128L << 20,
            64L << 10,
            Path.of(System.getProperty("java.io.tmpdir")),
            16L << 10,
            64L << 10,
            200,
            LeastRates.DEFAULTS,
            ConnectionLimits.DEFAULTS);
}
