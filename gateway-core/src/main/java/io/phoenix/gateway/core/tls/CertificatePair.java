package io.phoenix.gateway.core.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its chain and the private key that was found to belong to it. Immutable, any thread. A class and
 * no record: the key must not be printed nor reached from outside this package.
 */
public final class CertificatePair {
    private final String name;
    private final Path certificateFile;
    private final Path keyFile;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final Set<String> names;
    private final List<TlsProblem> warnings;

    CertificatePair(
            String name,
            Path certificateFile,
            Path keyFile,
            List<X509Certificate> chain,
            PrivateKey key,
            List<TlsProblem> warnings) {
        this.name = name;
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.chain = List.copyOf(chain);
        this.key = key;
        this.names = Collections.unmodifiableSet(new LinkedHashSet<>(CertificateNames.of(chain.get(0))));
        this.warnings = List.copyOf(warnings);
    }

    /** The certificate file's base name: {@code gateway} of {@code /ssl/gateway.crt}. */
    public String name() {
        return name;
    }

    public Path certificateFile() {
        return certificateFile;
    }

    public Path keyFile() {
        return keyFile;
    }

    /** The certificate itself. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** What is sent to clients: the leaf, then its issuers as far as the file has them. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** DNS names (also {@code *.x}) and IP addresses of the leaf; the common name where there are none. Lower case. */
    public Set<String> names() {
        return names;
    }

    public Instant notBefore() {
        return leaf().getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return leaf().getNotAfter().toInstant();
    }

    public boolean isValidAt(Instant when) {
        return !when.isBefore(notBefore()) && !when.isAfter(notAfter());
    }

    /** What does not stop the pair from being served but should be logged: expired, not yet valid, and the like. */
    public List<TlsProblem> warnings() {
        return warnings;
    }

    /** What is to be said about the dates of the certificate at {@code when}; null while they are good for a while. */
    public @Nullable TlsProblem dateWarning(Instant when) {
        return CertificateDates.warning(certificateFile, leaf(), when);
    }

    /** What is to be said when it is read. */
    List<TlsProblem> notices() {
        TlsProblem ending = CertificateDates.ending(certificateFile, leaf(), Instant.now());
        return ending == null
                ? warnings
                : Stream.concat(warnings.stream(), Stream.of(ending)).toList();
    }

    /** Whether a client could not tell the two apart. */
    boolean isSameAs(CertificatePair other) {
        return certificateFile.equals(other.certificateFile) && chain.equals(other.chain) && key.equals(other.key);
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public String toString() {
        return name + " " + names + " until " + notAfter();
    }
}
