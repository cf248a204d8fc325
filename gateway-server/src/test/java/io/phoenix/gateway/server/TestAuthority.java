package io.phoenix.gateway.server;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A certificate authority of the test's own: issues certificates as files and gives TLS settings that trust it. */
final class TestAuthority {

    private final X509Bundle root;

    TestAuthority() throws Exception {
        root = new CertificateBuilder()
                .ecp256()
                .subject("CN=Test Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private X509Bundle issue(String... names) throws Exception {
        CertificateBuilder builder = new CertificateBuilder().ecp256().subject("CN=" + names[0]);
        for (String name : names) {
            if (name.equals("127.0.0.1")) {
                builder.addSanIpAddress(name);
            } else {
                builder.addSanDnsName(name);
            }
        }
        return builder.buildIssuedBy(root);
    }

    /** Writes {@code pair.crt} and {@code pair.key} for {@code names}. */
    void write(Path directory, String pair, String... names) throws Exception {
        Files.createDirectories(directory);
        X509Bundle issued = issue(names);
        Files.writeString(directory.resolve(pair + ".crt"), issued.getCertificatePathPEM());
        Files.writeString(directory.resolve(pair + ".key"), issued.getPrivateKeyPEM());
    }

    /** Writes the authority's own certificate. */
    Path writeRoot(Path directory) throws Exception {
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve("authority.pem"), root.getCertificatePEM());
    }

    /** For clients that trust this authority and no other. */
    SSLContext client() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {root.toTrustManager()}, null);
        return context;
    }

    /** For clients that trust {@code servers} and show a certificate of this authority's with this common name. */
    SSLContext clientCalled(String name, TestAuthority servers) throws Exception {
        X509Bundle issued = new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name + ", O=Lab")
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(root);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                issued.toKeyManagerFactory().getKeyManagers(),
                new TrustManager[] {servers.root.toTrustManager()},
                null);
        return context;
    }

    /** For a server that is called {@code names}. */
    SSLContext server(String... names) throws Exception {
        KeyManager[] keys = issue(names).toKeyManagerFactory().getKeyManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, null, null);
        return context;
    }
}
