package io.phoenix.gateway.core.listener;

import io.phoenix.gateway.core.exchange.PaceWindow;
import io.phoenix.gateway.core.http.HeadLimits;
import java.time.Duration;

/**
 * Limits towards clients.
 *
 * @param headerTimeout from the connection, or from the end of its TLS handshake, to its first request, and from the
 *     first byte of each later one to the end of its head; as long again for the PROXY protocol's header before it
 * @param keepAliveTimeout from an answer to the next request
 * @param maxRequests on one connection, the last of which is told that the connection closes
 * @param maxStreams requests under way at once on one HTTP/2 connection
 * @param head how much the head of a request may say
 * @param pace how fast a client must send bodies and take answers
 */
public record ListenerLimits(
        Duration headerTimeout,
        Duration keepAliveTimeout,
        int maxRequests,
        int maxStreams,
        HeadLimits head,
        PaceWindow pace) {}
