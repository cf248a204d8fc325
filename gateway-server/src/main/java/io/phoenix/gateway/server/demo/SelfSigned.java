package io.phoenix.gateway.server.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Collection;

/**
 * A key and its self-signed certificate as PEM files.
 *
 * @param certificate the certificate, for whoever wants to trust it
 * @param key the private key in PKCS#8, readable by its owner alone
 */
public record SelfSigned(Path certificate, Path key) {

    /**
     * Makes a new EC P-256 key and a certificate for these names and addresses, valid for 90 days, and writes them to
     * {@code <baseName>.crt} and {@code <baseName>.key} in the directory, replacing what is there.
     *
     * @throws IOException with a message for the operator, if the files or the JDK's {@code keytool} fail
     */
    public static SelfSigned create(
            Path directory, String baseName, Collection<String> dnsNames, Collection<String> ipAddresses)
            throws IOException {
        KeyStore.PrivateKeyEntry pair = Keytool.generate(dnsNames, ipAddresses);
        Files.createDirectories(directory);
        Path certificate = directory.resolve(baseName + ".crt");
        Path key = directory.resolve(baseName + ".key");
        write(key, pem("PRIVATE KEY", pair.getPrivateKey().getEncoded()), "rw-------");
        write(certificate, pem("CERTIFICATE", encoded(pair.getCertificate())), "rw-r--r--");
        return new SelfSigned(certificate, key);
    }

    /** Writes beside the file and moves: no reader ever sees half a file, nor a key with wider rights than its last. */
    private static void write(Path file, String text, String mode) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".", ".new");
        try {
            Files.writeString(fresh, text, StandardCharsets.US_ASCII);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static byte[] encoded(Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IOException("cannot encode the certificate that keytool made: " + e.getMessage(), e);
        }
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
