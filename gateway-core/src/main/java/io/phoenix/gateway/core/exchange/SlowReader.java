package io.phoenix.gateway.core.exchange;

/**
 * The event of a client's pipeline that the client took less of what waits for it than it must.
 *
 * @param window in which it did not
 */
public record SlowReader(PaceWindow window) {}
