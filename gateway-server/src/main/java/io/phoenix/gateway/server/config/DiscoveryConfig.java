package io.phoenix.gateway.server.config;

import java.time.Duration;

/**
 * How upstreams are asked for their models.
 *
 * @param interval from the end of one asking to the beginning of the next
 * @param timeout for one answer, connecting included
 */
public record DiscoveryConfig(Duration interval, Duration timeout) {
    /** What holds for each key that the {@code discovery} section does not give. */
    public static final DiscoveryConfig DEFAULTS = new DiscoveryConfig(Duration.ofSeconds(30), Duration.ofSeconds(10));
}
