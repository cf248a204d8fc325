package io.phoenix.gateway.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate as its readers see it: java.security, and a TLS handshake that checks the name. */
final class SelfSignedTest {

    private static final List<String> NAMES = List.of("localhost", "lab.example");
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");

    @TempDir
    private Path directory;

    private static X509Certificate certificate(SelfSigned pair) throws Exception {
        try (InputStream in = Files.newInputStream(pair.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(SelfSigned pair) throws Exception {
        String pem = Files.readString(pair.key());
        assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("-----END PRIVATE KEY-----\n");
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    @Test
    void theCertificateNamesWhatWasAskedForAndFitsItsKey() throws Exception {
        SelfSigned pair = SelfSigned.create(directory.resolve("new"), "demo", NAMES, ADDRESSES);

        X509Certificate certificate = certificate(pair);
        assertThat(pair.certificate()).hasFileName("demo.crt");
        assertThat(pair.key()).hasFileName("demo.key");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("localhost", "lab.example", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        certificate.verify(certificate.getPublicKey());
        assertThat(Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofDays(90));

        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key(pair));
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(new byte[] {1, 2, 3});
        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void theKeyIsItsOwnersAloneAndNothingElseIsLeftBehind() throws Exception {
        SelfSigned first = SelfSigned.create(directory, "demo", NAMES, ADDRESSES);
        byte[] before = Files.readAllBytes(first.key());
        SelfSigned second = SelfSigned.create(directory, "demo", NAMES, ADDRESSES);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second.key())))
                .isEqualTo("rw-------");
        assertThat(Files.readAllBytes(second.key())).isNotEqualTo(before);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(second.certificate(), second.key());
        }
    }

    @Test
    void refusesNamesThatACertificateCannotHold() {
        assertThatThrownBy(() -> SelfSigned.create(directory, "demo", List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one name");
        assertThatThrownBy(() -> SelfSigned.create(directory, "demo", List.of("a,ip:10.0.0.1"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a,ip:10.0.0.1");
        assertThatThrownBy(() -> SelfSigned.create(directory, "demo", List.of(), List.of("not an address")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keytool ended with");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aClientThatTrustsItConnectsByNameAndByAddress() throws Exception {
        SelfSigned pair = SelfSigned.create(directory, "demo", NAMES, ADDRESSES);

        assertThat(handshake(pair, "localhost")).isEqualTo("TLSv1.3");
        assertThat(handshake(pair, "127.0.0.1")).isEqualTo("TLSv1.3");
        assertThatThrownBy(() -> handshake(pair, "elsewhere.example")).isInstanceOf(SSLException.class);
    }

    /** The protocol agreed on by a server with this pair and a client that trusts it and asks for that host. */
    private static String handshake(SelfSigned pair, String host) throws Exception {
        SSLContext server = SSLContext.getInstance("TLS");
        KeyStore keys = emptyStore();
        keys.setKeyEntry("key", key(pair), new char[0], new X509Certificate[] {certificate(pair)});
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        server.init(keyManagers.getKeyManagers(), null, null);

        SSLContext client = SSLContext.getInstance("TLS");
        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry("trusted", certificate(pair));
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        client.init(null, trustManagers.getTrustManagers(), null);

        InetAddress loopback = NetUtil.LOCALHOST4;
        try (SSLServerSocket listening =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                    accepted.startHandshake();
                } catch (IOException e) {
                    // What went wrong shows on the client's side, which is the one under test.
                }
            });
            try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
                    .createSocket(new Socket(loopback, listening.getLocalPort()), host, 0, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return socket.getSession().getProtocol();
            } finally {
                served.join();
            }
        }
    }

    private static KeyStore emptyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    @Test
    void thisMachinesOwnNamesFitInACertificate() throws Exception {
        MachineNames names = MachineNames.ofThisMachine();

        assertThat(names.dnsNames()).startsWith("localhost").doesNotHaveDuplicates();
        assertThat(names.ipAddresses()).startsWith("127.0.0.1", "::1").noneMatch(address -> address.contains("%"));
        SelfSigned pair = SelfSigned.create(directory, "own", names.dnsNames(), names.ipAddresses());
        assertThat(certificate(pair).getSubjectAlternativeNames())
                .hasSize(names.dnsNames().size() + names.ipAddresses().size());
    }
}
