package io.phoenix.gateway.core.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the certificates of one PEM file. Stateless; start and reload only. */
final class CertificateFile {
    private CertificateFile() {}

    /** All certificates in the file's order, at least one. */
    static List<X509Certificate> read(Path file) throws TlsSetupException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : PemBlock.read(file)) {
            if (block.isCertificate()) {
                certificates.add(parse(file, block, certificates.size() + 1));
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsSetupException(
                    file,
                    "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----); if it is a DER file, convert it:"
                            + " openssl x509 -inform der -in " + file + " -out <name>.crt");
        }
        return certificates;
    }

    /**
     * The chain from the leaf upwards out of the certificates of a file. Clients of TLS 1.2 may refuse a chain in the
     * wrong order (RFC 5246 7.4.2) and the JDK's key store does, while operators concatenate files in any order.
     */
    static List<X509Certificate> chain(X509Certificate leaf, List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate next = leaf;
        while (next != null) {
            chain.add(next);
            next = issuer(next, certificates, chain);
        }
        return chain;
    }

    private static @Nullable X509Certificate issuer(
            X509Certificate certificate, List<X509Certificate> candidates, List<X509Certificate> used) {
        for (X509Certificate candidate : candidates) {
            if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                    && !used.contains(candidate)
                    && isSigned(certificate, candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean isSigned(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static X509Certificate parse(Path file, PemBlock block, int number) throws TlsSetupException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw new TlsSetupException(file, "certificate " + number + " is damaged: " + e.getMessage());
        }
    }
}
