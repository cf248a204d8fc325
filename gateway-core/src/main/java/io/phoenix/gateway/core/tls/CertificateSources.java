package io.phoenix.gateway.core.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the TLS of a gateway comes from: what a configuration names, before any file is read. Immutable.
 *
 * @param directory every pair in it is used; null for none
 * @param pairs further pairs, named file by file
 * @param defaultName the pair for clients that send no name or an unknown one; null for the first by name
 * @param alpn the protocols to offer (RFC 7301), best first
 * @param clients whose certificates clients may show; null if none is asked for
 */
public record CertificateSources(
        @Nullable Path directory,
        List<PairFiles> pairs,
        @Nullable String defaultName,
        List<String> alpn,
        @Nullable ClientAuthority clients) {

    /** The two PEM files of one pair. */
    public record PairFiles(Path certificate, Path key) {}

    /**
     * Who vouches for clients.
     *
     * @param file PEM certificates of the authorities
     * @param required whether a client without a certificate of theirs is turned away in the handshake; if not, it is
     *     served without a name
     */
    public record ClientAuthority(Path file, boolean required) {}

    public CertificateSources {
        pairs = List.copyOf(pairs);
        alpn = List.copyOf(alpn);
    }

    /** What can be read of all this, and what is wrong with the rest. Reading blocks. */
    Reading read() {
        List<CertificatePair> found = new ArrayList<>();
        List<TlsProblem> problems = new ArrayList<>();
        if (directory != null) {
            CertificateFiles.addDirectory(directory, found, problems);
        }
        for (PairFiles pair : pairs) {
            CertificateFiles.addOne(pair.certificate(), pair.key(), found, problems);
        }
        ClientTrust trust = null;
        if (clients != null) {
            try {
                trust = ClientTrust.read(clients);
            } catch (TlsSetupException e) {
                problems.addAll(e.problems());
            }
        }
        return new Reading(List.copyOf(found), trust, List.copyOf(problems));
    }

    /**
     * One look at the files.
     *
     * @param pairs those that are whole
     * @param clients null if none are configured, or if their file cannot be used
     * @param problems of everything that cannot be used
     */
    record Reading(List<CertificatePair> pairs, @Nullable ClientTrust clients, List<TlsProblem> problems) {}
}
