package io.phoenix.gateway.server.config;

import io.phoenix.gateway.routing.policy.AnswerHeaders;
import io.phoenix.gateway.routing.policy.BlockedPath;
import io.phoenix.gateway.routing.policy.Cors;
import io.phoenix.gateway.routing.policy.RequestHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a route asks beside where a request goes.
 *
 * @param allow where clients must come from; empty means anywhere
 * @param block what its upstream is not asked; empty means nothing
 * @param requestHeaders what is set on requests that go upstream and taken away from them
 * @param headers the same for its answers
 * @param cors which pages of other sites may call it; null leaves that to the upstream
 */
public record RouteFilters(
        List<Network> allow,
        List<BlockedPath> block,
        RequestHeaders requestHeaders,
        AnswerHeaders headers,
        @Nullable Cors cors) {

    /** Everything passes. */
    public static final RouteFilters NONE =
            new RouteFilters(List.of(), List.of(), RequestHeaders.NONE, AnswerHeaders.NONE, null);

    public RouteFilters {
        allow = List.copyOf(allow);
        block = List.copyOf(block);
    }
}
