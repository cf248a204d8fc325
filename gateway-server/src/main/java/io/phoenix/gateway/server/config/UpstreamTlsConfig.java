package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards an upstream.
 *
 * @param trust PEM files to trust instead of the JDK's authorities; empty means the JDK's
 * @param serverName the name to verify and to send as SNI; null means the endpoint's own host
 * @param verify false accepts any certificate
 */
public record UpstreamTlsConfig(List<Path> trust, @Nullable String serverName, boolean verify) {
    /** What {@code tls: true} means, and what holds for each key that a {@code tls} section does not give. */
    public static final UpstreamTlsConfig DEFAULTS = new UpstreamTlsConfig(List.of(), null, true);

    public UpstreamTlsConfig {
        trust = List.copyOf(trust);
    }
}
