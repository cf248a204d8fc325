package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.CertificateSources;
import io.phoenix.gateway.core.tls.CertificateSources.ClientAuthority;
import io.phoenix.gateway.core.tls.CertificateSources.PairFiles;
import io.phoenix.gateway.core.tls.CertificateStore;
import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.ClientAuth;
import io.phoenix.gateway.server.config.TlsConfig;
import java.util.List;

/** Reads the certificates that a configuration names. Stateless. */
final class Certificates {

    /** What listeners with TLS offer by ALPN, best first. */
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1");

    private Certificates() {}

    /** All pairs of the directory and those named one by one. */
    static CertificateStore open(TlsConfig config) throws TlsSetupException {
        List<PairFiles> pairs = config.certificates().stream()
                .map(pair -> new PairFiles(pair.certificate(), pair.key()))
                .toList();
        ClientAuthority clients = config.clientAuthorities() == null
                ? null
                : new ClientAuthority(config.clientAuthorities(), config.clientAuth() == ClientAuth.REQUIRED);
        return CertificateStore.open(
                new CertificateSources(config.directory(), pairs, config.defaultName(), PROTOCOLS, clients));
    }
}
