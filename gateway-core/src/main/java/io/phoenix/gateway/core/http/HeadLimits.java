package io.phoenix.gateway.core.http;

/**
 * How much a message may say before its body. Trailers count as headers do.
 *
 * @param line bytes of the request line or status line
 * @param size bytes of all header lines together
 * @param count header lines
 */
public record HeadLimits(int line, int size, int count) {}
