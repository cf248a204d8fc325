package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.policy.BlockedPath;
import java.util.List;

/**
 * What a route asks beside where a request goes.
 *
 * @param allow where clients must come from; empty means anywhere
 * @param block what its upstream is not asked; empty means nothing
 */
public record RouteFilters(List<Network> allow, List<BlockedPath> block) {

    /** Everything passes. */
    public static final RouteFilters NONE = new RouteFilters(List.of(), List.of());

    public RouteFilters {
        allow = List.copyOf(allow);
        block = List.copyOf(block);
    }
}
