package io.phoenix.gateway.core.upstream;

import java.time.Duration;

/**
 * The limits towards one upstream. There is deliberately no limit on the whole of an answer: a stream may go on for as
 * long as it moves.
 *
 * @param connectTimeout for the TCP connection and, again, for the TLS handshake
 * @param firstByteTimeout from the end of the request to the head of the answer
 * @param idleTimeout silence within an upload, an answer or a tunnel
 * @param keepAlive how long an unused connection is kept; shorter than the server's own limit
 * @param maxConnections connections in use to one endpoint, over all workers; idle ones are closed to make room where the worker has any
 */
public record UpstreamPolicy(
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout,
        Duration keepAlive,
        int maxConnections) {}
