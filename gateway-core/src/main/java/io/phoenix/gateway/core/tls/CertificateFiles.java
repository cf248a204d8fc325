package io.phoenix.gateway.core.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds and checks the operator's certificate files: PEM chains with their private keys. Stateless; blocks on the file
 * system, so it runs at start and at reload, never on a worker.
 */
public final class CertificateFiles {
    /** In order of preference where one key lies beside several certificate files. */
    private static final List<String> EXTENSIONS = List.of(".crt", ".pem", ".cer");

    private static final String KEY = ".key";

    private CertificateFiles() {}

    /**
     * Every {@code X.crt}, {@code X.pem} or {@code X.cer} of the directory that has {@code X.key} beside it, by name. A
     * certificate without a key (a CA) and files whose names begin with a dot are passed over; subdirectories are not
     * entered.
     *
     * @throws TlsSetupException with all problems of all pairs, or if there is no pair at all
     */
    public static List<CertificatePair> inDirectory(Path directory) throws TlsSetupException {
        List<CertificatePair> pairs = new ArrayList<>();
        List<TlsProblem> problems = new ArrayList<>();
        addDirectory(directory, pairs, problems);
        if (!problems.isEmpty()) {
            throw new TlsSetupException(problems);
        }
        return List.copyOf(pairs);
    }

    /** The same, with the good pairs told from the problems of the others. */
    static void addDirectory(Path directory, List<CertificatePair> pairs, List<TlsProblem> problems) {
        List<String> files;
        try {
            files = list(directory);
        } catch (TlsSetupException e) {
            problems.addAll(e.problems());
            return;
        }
        TreeMap<String, List<Path>> certificates = new TreeMap<>();
        for (String extension : EXTENSIONS) {
            for (String file : files) {
                String name = stem(file, extension);
                if (name != null && files.contains(name + KEY)) {
                    certificates.computeIfAbsent(name, key -> new ArrayList<>()).add(directory.resolve(file));
                }
            }
        }
        if (certificates.isEmpty()) {
            problems.add(new TlsProblem(
                    directory,
                    "holds no certificate with a key; expected NAME.crt (or .pem, .cer) and beside it NAME.key, found "
                            + (files.isEmpty() ? "nothing" : String.join(", ", files))));
        }
        certificates.forEach((name, candidates) -> {
            List<TlsProblem> warnings = new ArrayList<>();
            for (Path other : candidates.subList(1, candidates.size())) {
                warnings.add(new TlsProblem(
                        other,
                        "is passed over, because " + candidates.get(0).getFileName() + " has the same key file"));
            }
            load(name, candidates.get(0), directory.resolve(name + KEY), warnings, problems)
                    .ifPresent(pairs::add);
        });
    }

    /**
     * The pair in these two files.
     *
     * @throws TlsSetupException with the problems of both files
     */
    public static CertificatePair one(Path certificate, Path key) throws TlsSetupException {
        List<CertificatePair> pairs = new ArrayList<>();
        List<TlsProblem> problems = new ArrayList<>();
        addOne(certificate, key, pairs, problems);
        if (!problems.isEmpty()) {
            throw new TlsSetupException(problems);
        }
        return pairs.get(0);
    }

    /** The same, with what is wrong as problems. */
    static void addOne(Path certificate, Path key, List<CertificatePair> pairs, List<TlsProblem> problems) {
        String file = String.valueOf(certificate.getFileName());
        int dot = file.lastIndexOf('.');
        load(dot > 0 ? file.substring(0, dot) : file, certificate, key, new ArrayList<>(), problems)
                .ifPresent(pairs::add);
    }

    private static Optional<CertificatePair> load(
            String name, Path certificateFile, Path keyFile, List<TlsProblem> warnings, List<TlsProblem> problems) {
        List<X509Certificate> certificates = null;
        PemBlock block = null;
        // The two files are read apart, so that what is wrong with the one does not hide what is wrong with the other.
        try {
            certificates = CertificateFile.read(certificateFile);
        } catch (TlsSetupException e) {
            problems.addAll(e.problems());
        }
        try {
            block = PrivateKeyFile.read(keyFile);
        } catch (TlsSetupException e) {
            problems.addAll(e.problems());
        }
        if (certificates == null || block == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(pair(name, certificateFile, keyFile, certificates, block, warnings));
        } catch (TlsSetupException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private static CertificatePair pair(
            String name,
            Path certificateFile,
            Path keyFile,
            List<X509Certificate> certificates,
            PemBlock block,
            List<TlsProblem> warnings)
            throws TlsSetupException {
        PrivateKey key = PrivateKeyFile.decode(keyFile, block, certificates);
        X509Certificate leaf = key == null ? null : ownerOf(key, certificates);
        if (key == null || leaf == null) {
            throw new TlsSetupException(
                    keyFile,
                    "is not the key of " + certificateFile.getFileName() + " (issued to "
                            + certificates.get(0).getSubjectX500Principal().getName() + "); put the key there that the"
                            + " certificate was made with");
        }
        List<X509Certificate> chain = CertificateFile.chain(leaf, certificates);
        if (chain.size() < certificates.size()) {
            warnings.add(new TlsProblem(
                    certificateFile,
                    (certificates.size() - chain.size())
                            + " of its certificates are not sent, because they do not belong to the chain of "
                            + leaf.getSubjectX500Principal().getName()));
        }
        TlsProblem date = CertificateDates.invalid(certificateFile, leaf, Instant.now());
        if (date != null) {
            warnings.add(date);
        }
        return new CertificatePair(name, certificateFile, keyFile, chain, key, warnings);
    }

    private static @Nullable X509Certificate ownerOf(PrivateKey key, List<X509Certificate> certificates) {
        for (X509Certificate certificate : certificates) {
            if (KeyOwner.is(certificate, key)) {
                return certificate;
            }
        }
        return null;
    }

    private static List<String> list(Path directory) throws TlsSetupException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (NotDirectoryException e) {
            throw new TlsSetupException(directory, "is not a directory");
        } catch (IOException e) {
            throw new TlsSetupException(directory, FileBytes.why(directory, e, System.getProperty("user.name", "?")));
        }
    }

    private static @Nullable String stem(String file, String extension) {
        return file.endsWith(extension) && file.length() > extension.length()
                ? file.substring(0, file.length() - extension.length())
                : null;
    }
}
