package io.phoenix.gateway.server.config;

import java.time.Duration;

/**
 * How fast a client must be, lest it holds a connection and an upstream for nothing.
 *
 * @param request bytes per second of a request's body, while it is read
 * @param answer bytes per second of an answer, while some of it waits to be sent
 * @param window over which both are averaged
 */
public record LeastRates(long request, long answer, Duration window) {
    /** What holds for each key that the {@code limits} section does not give. */
    public static final LeastRates DEFAULTS = new LeastRates(240, 240, Duration.ofSeconds(60));

    static LeastRates read(Fields fields) {
        return new LeastRates(
                fields.size("min-request-rate", 1, DEFAULTS.request()),
                fields.size("min-answer-rate", 1, DEFAULTS.answer()),
                fields.timeout("rate-window", DEFAULTS.window()));
    }

    /** What a rate comes to in the window, which is a byte at least. */
    public long inWindow(long rate) {
        return (long) Math.max(1, (double) rate * window.toMillis() / 1000);
    }
}
