package io.phoenix.gateway.server.config;

import org.jspecify.annotations.Nullable;

/**
 * One address to accept clients on.
 *
 * @param redirectToHttps answer everything with 308 to https on this port; never together with {@code tls}
 * @param proxyProtocol whether trusted proxies, and nobody else, connect here and begin with the PROXY protocol's
 *     header
 * @param reusePort whether another process of the same user may listen here too, which lets a new gateway start before
 *     the old one ends
 */
public record ListenerConfig(
        String name,
        HostPort address,
        boolean tls,
        @Nullable Integer redirectToHttps,
        boolean proxyProtocol,
        boolean reusePort) {

    /** The same at another address. */
    ListenerConfig at(HostPort other) {
        return new ListenerConfig(name, other, tls, redirectToHttps, proxyProtocol, reusePort);
    }
}
