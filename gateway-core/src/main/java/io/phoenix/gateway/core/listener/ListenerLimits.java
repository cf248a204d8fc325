package io.phoenix.gateway.core.listener;

import java.time.Duration;

/**
 * Limits towards clients.
 *
 * @param headerTimeout from the connection, TLS handshake included, to its first request
 * @param keepAliveTimeout from an answer to the next request
 */
public record ListenerLimits(Duration headerTimeout, Duration keepAliveTimeout) {}
