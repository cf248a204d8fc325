package io.phoenix.gateway.server.config;

import org.jspecify.annotations.Nullable;

/**
 * One address to accept clients on.
 *
 * @param redirectToHttps answer everything with 308 to https on this port; never together with {@code tls}
 */
public record ListenerConfig(
        String name,
        HostPort address,
        boolean tls,
        @Nullable Integer redirectToHttps) {}
