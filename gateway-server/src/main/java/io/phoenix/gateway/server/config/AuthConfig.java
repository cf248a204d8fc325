package io.phoenix.gateway.server.config;

import java.time.Duration;
import java.util.List;

/**
 * A service that is asked whether a request may pass.
 *
 * @param upstream where it is
 * @param path what it is asked by, with a query if it wants one
 * @param requestHeaders in lower case, those of the client's headers that it gets; empty means all
 * @param responseHeaders in lower case, those of its headers that the route's upstream gets
 * @param timeout for the whole of its answer
 */
public record AuthConfig(
        String name,
        String upstream,
        String path,
        List<String> requestHeaders,
        List<String> responseHeaders,
        Duration timeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    public AuthConfig {
        requestHeaders = List.copyOf(requestHeaders);
        responseHeaders = List.copyOf(responseHeaders);
    }
}
