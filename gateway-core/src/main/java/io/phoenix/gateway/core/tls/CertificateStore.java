package io.phoenix.gateway.core.tls;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates in force, and how they are renewed: {@link #poll} looks at the files and puts a new snapshot in the
 * place of the old one. A pair that cannot be used stays as it was. Handshakes take the snapshot of the moment from any
 * thread; everything else belongs to one thread at a time, which may block on the file system and is thus no worker.
 */
public final class CertificateStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateStore.class);

    private final CertificateSources sources;
    private volatile Served served;
    private String fingerprint;
    private List<TlsProblem> problems = List.of();
    /** Pairs that were not there at the last look. */
    private Set<CertificatePair> missing = new HashSet<>();

    private record Served(
            List<CertificatePair> pairs, @Nullable ClientTrust clients, ServerTls tls) {}

    private CertificateStore(CertificateSources sources, String fingerprint, Served served) {
        this.sources = sources;
        this.fingerprint = fingerprint;
        this.served = served;
    }

    /**
     * Reads everything that {@code sources} name.
     *
     * @throws TlsSetupException with every problem of every file; at the start none is passed over
     */
    public static CertificateStore open(CertificateSources sources) throws TlsSetupException {
        // Before the files are read: what changes in between is then noticed by the first poll.
        String fingerprint = FileFingerprint.of(sources);
        CertificateSources.Reading reading = sources.read();
        if (!reading.problems().isEmpty()) {
            throw new TlsSetupException(reading.problems());
        }
        ServerTls tls = tls(sources, reading.pairs(), reading.clients());
        for (CertificatePair pair : reading.pairs()) {
            LOG.info("certificate {} for {} until {}", pair.name(), pair.names(), pair.notAfter());
            pair.notices().forEach(warning -> LOG.warn("{}", warning));
        }
        return new CertificateStore(sources, fingerprint, new Served(reading.pairs(), reading.clients(), tls));
    }

    /** The snapshot in force. */
    public ServerTls current() {
        return served.tls();
    }

    /** The pairs in force. */
    public List<CertificatePair> pairs() {
        return served.pairs();
    }

    /**
     * Looks whether the files have changed and takes over what is good; the rest stays as it was and is tried again by
     * the next call. True if there is a new snapshot.
     */
    public boolean poll() {
        String now = FileFingerprint.of(sources);
        if (now.equals(fingerprint) && problems.isEmpty() && missing.isEmpty()) {
            return false;
        }
        fingerprint = now;
        CertificateSources.Reading reading = sources.read();
        List<TlsProblem> found = new ArrayList<>(reading.problems());
        Served next = null;
        try {
            next = merge(reading);
        } catch (TlsSetupException e) {
            found.addAll(e.problems());
        }
        if (!found.isEmpty() && !found.equals(problems)) {
            found.forEach(problem -> LOG.error("{}; what was read before stays in force", problem));
        }
        if (found.isEmpty() && !problems.isEmpty()) {
            LOG.info("every certificate and key can be used again");
        }
        problems = List.copyOf(found);
        if (next == null) {
            return false;
        }
        replace(next);
        return true;
    }

    /** What to serve from now on; null if that is what is served already. */
    private @Nullable Served merge(CertificateSources.Reading reading) throws TlsSetupException {
        Served before = served;
        List<CertificatePair> pairs = new ArrayList<>(reading.pairs());
        Set<CertificatePair> gone = new HashSet<>();
        for (CertificatePair old : before.pairs()) {
            if (pairs.stream().noneMatch(pair -> pair.certificateFile().equals(old.certificateFile()))) {
                // Whoever writes a pair anew may remove it first; so one that is gone is missed only at the second
                // look.
                if (isDamaged(old, reading.problems())) {
                    pairs.add(old);
                } else if (!missing.contains(old)) {
                    gone.add(old);
                    pairs.add(old);
                }
            }
        }
        missing = gone;
        ClientTrust clients = reading.clients() == null ? before.clients() : reading.clients();
        boolean sameClients = clients == null || clients.isSameAs(before.clients());
        if (sameClients && isSame(pairs, before.pairs())) {
            return null;
        }
        return new Served(List.copyOf(pairs), clients, tls(sources, pairs, clients));
    }

    private static ServerTls tls(CertificateSources sources, List<CertificatePair> pairs, @Nullable ClientTrust clients)
            throws TlsSetupException {
        return ServerTls.of(pairs, sources.defaultName(), sources.alpn(), clients, TlsProvider.best());
    }

    private boolean isDamaged(CertificatePair pair, List<TlsProblem> found) {
        return found.stream()
                .anyMatch(problem -> pair.certificateFile().equals(problem.file())
                        || pair.keyFile().equals(problem.file())
                        || (problem.file() != null && problem.file().equals(sources.directory())));
    }

    private static boolean isSame(List<CertificatePair> some, List<CertificatePair> others) {
        return some.size() == others.size()
                && some.stream().allMatch(pair -> others.stream().anyMatch(pair::isSameAs));
    }

    private void replace(Served next) {
        Served before = served;
        served = next;
        before.tls().close();
        for (CertificatePair pair : next.pairs()) {
            if (before.pairs().stream().noneMatch(pair::isSameAs)) {
                LOG.info("certificate {} is new: for {} until {}", pair.name(), pair.names(), pair.notAfter());
                pair.notices().forEach(warning -> LOG.warn("{}", warning));
            }
        }
        for (CertificatePair pair : before.pairs()) {
            if (next.pairs().stream().noneMatch(kept -> kept.certificateFile().equals(pair.certificateFile()))) {
                LOG.warn("{}: is gone with its key, and no longer served", pair.certificateFile());
            }
        }
        if (next.clients() != null && !next.clients().isSameAs(before.clients())) {
            LOG.info("the authorities for client certificates are new");
        }
    }

    /** Lets go of the native contexts; each is freed when its last connection is gone. */
    @Override
    public void close() {
        served.tls().close();
    }
}
