package io.phoenix.gateway.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes a key pair with the JDK's own {@code keytool}, because Java has no public interface that makes certificates.
 * The store is a file in a directory that only we can read and that is gone afterwards; its password travels in the
 * child's environment, never on a command line.
 */
final class Keytool {

    private static final String ALIAS = "gateway";
    private static final String PASSWORD_VARIABLE = "PHOENIX_STORE_PASSWORD";

    private Keytool() {}

    static KeyStore.PrivateKeyEntry generate(Collection<String> dnsNames, Collection<String> ipAddresses)
            throws IOException {
        Path directory = Files.createTempDirectory("phoenix-key-");
        Path store = directory.resolve("store.p12");
        try {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            String password = HexFormat.of().formatHex(random);
            run(store, password, subjectAltName(dnsNames, ipAddresses));
            return read(store, password.toCharArray());
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(directory);
        }
    }

    private static String subjectAltName(Collection<String> dnsNames, Collection<String> ipAddresses) {
        List<String> names = new ArrayList<>();
        dnsNames.forEach(name -> names.add("dns:" + checked(name)));
        ipAddresses.forEach(address -> names.add("ip:" + checked(address)));
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a certificate needs at least one name or address");
        }
        return "SAN=" + String.join(",", names);
    }

    /** keytool divides the list at its commas, so a name with one would become two entries. */
    private static String checked(String name) {
        if (name.isBlank() || name.indexOf(',') >= 0) {
            throw new IllegalArgumentException("not a name for a certificate: '" + name + "'");
        }
        return name;
    }

    private static void run(Path store, String password, String subjectAltName) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", executable());
        if (!Files.isExecutable(keytool)) {
            throw new IOException("cannot make a certificate: this Java has no keytool at " + keytool
                    + "; install a whole JDK, or configure a certificate of your own");
        }
        ProcessBuilder command = new ProcessBuilder(
                keytool.toString(),
                // Some locales have digits of their own, which keytool then writes into dates.
                "-J-Duser.language=en",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-validity",
                "90",
                "-dname",
                "CN=Phoenix Gateway (self-signed)",
                "-ext",
                subjectAltName,
                "-ext",
                "KU=digitalSignature",
                "-ext",
                "EKU=serverAuth",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE);
        command.environment().put(PASSWORD_VARIABLE, password);
        command.redirectErrorStream(true);
        Process process = command.start();
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            String said = new String(output.readAllBytes(), Charset.defaultCharset()).strip();
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("cannot make a certificate: " + keytool + " ended with " + status + ": " + said);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool was making a certificate", e);
        }
    }

    private static String executable() {
        return System.getProperty("os.name").startsWith("Windows") ? "keytool.exe" : "keytool";
    }

    private static KeyStore.PrivateKeyEntry read(Path store, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            return (KeyStore.PrivateKeyEntry) keys.getEntry(ALIAS, new KeyStore.PasswordProtection(password));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read the key that keytool made: " + e.getMessage(), e);
        }
    }
}
