package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.CertificateFiles;
import io.phoenix.gateway.core.tls.CertificatePair;
import io.phoenix.gateway.core.tls.ServerTls;
import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.CertificateConfig;
import io.phoenix.gateway.server.config.TlsConfig;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the certificates that a configuration names. Stateless. */
final class Certificates {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    private Certificates() {}

    /** All pairs of the directory and those named one by one. */
    static ServerTls load(TlsConfig config) throws TlsSetupException {
        List<CertificatePair> pairs = new ArrayList<>();
        if (config.directory() != null) {
            pairs.addAll(CertificateFiles.inDirectory(config.directory()));
        }
        for (CertificateConfig pair : config.certificates()) {
            pairs.add(CertificateFiles.one(pair.certificate(), pair.key()));
        }
        for (CertificatePair pair : pairs) {
            LOG.info("certificate {} for {} until {}", pair.name(), pair.names(), pair.notAfter());
            pair.warnings().forEach(warning -> LOG.warn("{}", warning));
        }
        return ServerTls.of(pairs, config.defaultName());
    }
}
