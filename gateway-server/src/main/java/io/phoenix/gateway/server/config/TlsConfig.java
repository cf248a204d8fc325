package io.phoenix.gateway.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that TLS listeners choose from by SNI. The files are not looked at when the configuration is read.
 *
 * @param directory every X.crt, X.pem or X.cer in it with an X.key beside it is a pair
 * @param defaultName base name of the pair that is shown when no name matches
 */
public record TlsConfig(@Nullable Path directory, @Nullable String defaultName, List<CertificateConfig> certificates) {
    public TlsConfig {
        certificates = List.copyOf(certificates);
    }
}
