package io.phoenix.gateway.core.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What files hold, in few bytes. Content and not times: whoever copies a certificate may keep its time, and the clock
 * of another machine that writes into the same volume may be behind. Reads the files; not for a worker.
 */
final class FileFingerprint {
    private static final List<String> KINDS = List.of(".crt", ".pem", ".cer", ".key");

    private final MessageDigest digest;

    private FileFingerprint() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Of everything that {@code sources} may be read from. */
    static String of(CertificateSources sources) {
        FileFingerprint fingerprint = new FileFingerprint();
        if (sources.directory() != null) {
            fingerprint.addDirectory(sources.directory());
        }
        for (CertificateSources.PairFiles pair : sources.pairs()) {
            fingerprint.add(pair.certificate());
            fingerprint.add(pair.key());
        }
        if (sources.clients() != null) {
            fingerprint.add(sources.clients().file());
        }
        return fingerprint.end();
    }

    /** Of these files. */
    static String of(List<Path> files) {
        FileFingerprint fingerprint = new FileFingerprint();
        files.forEach(fingerprint::add);
        return fingerprint.end();
    }

    private void addDirectory(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> KINDS.stream().anyMatch(file.toString()::endsWith))
                    .sorted()
                    .forEach(this::add);
        } catch (IOException e) {
            add(directory.toString(), e.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void add(Path file) {
        byte[] content;
        try {
            content = FileBytes.read(file);
        } catch (TlsSetupException e) {
            // That it cannot be read, and why, is a state like any other, and may change.
            content = e.problems().toString().getBytes(StandardCharsets.UTF_8);
        }
        add(file.toString(), content);
    }

    private void add(String name, byte[] content) {
        digest.update((name + '\0' + content.length + '\0').getBytes(StandardCharsets.UTF_8));
        digest.update(content);
    }

    private String end() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
