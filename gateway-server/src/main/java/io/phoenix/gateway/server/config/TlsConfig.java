package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that TLS listeners choose from by SNI, and what else holds for them. The files are not looked at
 * when the configuration is read.
 *
 * @param directory every X.crt, X.pem or X.cer in it with an X.key beside it is a pair
 * @param defaultName base name of the pair that is shown when no name matches
 * @param reloadInterval how often the files are looked at for changes, those of upstreams included
 * @param clientAuthorities PEM file of those who vouch for clients; null exactly if {@code clientAuth} is NONE
 * @param hsts for how long browsers are told to come by https only; null for not at all
 */
public record TlsConfig(
        @Nullable Path directory,
        @Nullable String defaultName,
        List<CertificateConfig> certificates,
        Duration reloadInterval,
        @Nullable Path clientAuthorities,
        ClientAuth clientAuth,
        @Nullable Duration hsts) {
    public static final Duration DEFAULT_RELOAD_INTERVAL = Duration.ofSeconds(10);

    public TlsConfig {
        certificates = List.copyOf(certificates);
    }

    /** Certificates and nothing else said. */
    public TlsConfig(@Nullable Path directory, @Nullable String defaultName, List<CertificateConfig> certificates) {
        this(directory, defaultName, certificates, DEFAULT_RELOAD_INTERVAL, null, ClientAuth.NONE, null);
    }
}
