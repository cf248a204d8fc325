package io.phoenix.gateway.core.tls;

import static io.phoenix.gateway.core.tls.TestCertificates.authority;
import static io.phoenix.gateway.core.tls.TestCertificates.ecdsa;
import static io.phoenix.gateway.core.tls.TestCertificates.named;
import static io.phoenix.gateway.core.tls.TestCertificates.pair;
import static io.phoenix.gateway.core.tls.TestCertificates.rsa;
import static io.phoenix.gateway.core.tls.TestCertificates.selfSigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.concurrent.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ClientTlsIT {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void verifiesNameAndAuthority(SslProvider provider) throws Exception {
        X509Bundle root = authority("home root");
        X509Bundle leaf =
                named(ecdsa("whatever"), "qdrant.home.lab", "127.0.0.1").buildIssuedBy(root);
        Path ca = write("ca", root);
        Path otherCa = write("other", authority("home root"));
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "leaf", leaf)), null, List.of(), null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertThat(handshake(server, provider, ca, null, true)).isNull();
            assertThat(server.asked.poll(10, TimeUnit.SECONDS)).isEqualTo(Optional.empty());
            assertThat(handshake(server, provider, ca, "qdrant.home.lab", true)).isNull();
            assertThat(server.asked.poll(10, TimeUnit.SECONDS)).isEqualTo(Optional.of("qdrant.home.lab"));
            assertRefused(handshake(server, provider, ca, "ollama.home.lab", true), "ollama.home.lab");
            assertRefused(handshake(server, provider, ca, "127.0.0.2", true), "127.0.0.2");
            // Where there are alternative names the common name does not count.
            assertRefused(handshake(server, provider, ca, "whatever", true), "whatever");
            assertRefused(handshake(server, provider, otherCa, "qdrant.home.lab", true), "path");
            assertRefused(handshake(server, provider, null, "qdrant.home.lab", true), "path");
            assertThat(handshake(server, provider, null, "ollama.home.lab", false))
                    .isNull();
            assertThat(handshake(server, provider, null, null, false)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void trustsTheServersOwnCertificateForItsNames(SslProvider provider) throws Exception {
        X509Bundle own = selfSigned("portainer.home.lab");
        Path trust = write("own", own);
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "own", own)), null, List.of(), null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertThat(handshake(server, provider, trust, "portainer.home.lab", true))
                    .isNull();
            assertRefused(handshake(server, provider, trust, null, true), "127.0.0.1");
            assertRefused(handshake(server, provider, trust, "n8n.home.lab", true), "n8n.home.lab");
        }
    }

    /** The operator's Portainer has such a one. */
    @ParameterizedTest
    @CsvSource({
        "JDK,portainer",
        "JDK,portainer.home.lab",
        "JDK,my_portainer",
        "JDK,127.0.0.1",
        "OPENSSL_REFCNT,portainer",
        "OPENSSL_REFCNT,portainer.home.lab",
        "OPENSSL_REFCNT,my_portainer",
        "OPENSSL_REFCNT,127.0.0.1"
    })
    void aPinnedCertificateWithOnlyACommonNameIsGoodForThatName(SslProvider provider, String name) throws Exception {
        X509Bundle own = selfSigned(rsa(name));
        Path trust = write("trust", own);
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "own", own)), null, List.of(), null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertThat(handshake(server, provider, trust, name, true)).isNull();
            assertThat(handshake(server, provider, trust, name.equals("127.0.0.1") ? null : name, true))
                    .isNull();
            assertRefused(handshake(server, provider, trust, "other.home.lab", true), "other.home.lab");
            assertRefused(handshake(server, provider, write("ca", authority(name)), name, true), "path");
        }
    }

    /** The leniency is for the pinned certificate alone, not for what a trusted CA issues. */
    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void anIssuedCertificateWithAnAddressAsCommonNameIsRefused(SslProvider provider) throws Exception {
        X509Bundle root = authority("root");
        X509Bundle leaf = ecdsa("127.0.0.1").buildIssuedBy(root);
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "leaf", leaf)), null, List.of(), null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertRefused(
                    handshake(server, provider, write("ca", root), null, true), "No subject alternative names present");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void sendsAConfiguredNameEvenWithoutADot(SslProvider provider) throws Exception {
        X509Bundle own = selfSigned("qdrant");
        Path trust = write("own", own);
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "own", own)), null, List.of(), null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertThat(handshake(server, provider, trust, "qdrant", true)).isNull();
            assertThat(server.asked.poll(10, TimeUnit.SECONDS)).isEqualTo(Optional.of("qdrant"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void aNewTrustFileCountsForNewConnections(SslProvider provider) throws Exception {
        X509Bundle own = selfSigned("qdrant.home.lab");
        Path trust = write("trust", authority("other"));
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "own", own)), null, List.of(), null, provider);
                TlsTestServer server = new TlsTestServer(tls);
                ClientTls client = ClientTls.of(List.of(trust), "qdrant.home.lab", true, provider)) {
            assertRefused(outcome(connect(server, client)), "path");
            Files.writeString(trust, "half");
            client.poll();
            assertRefused(outcome(connect(server, client)), "path");
            write("trust", own);
            client.poll();
            assertThat(outcome(connect(server, client))).isNull();
        }
    }

    @Test
    void saysWhatIsWrongWithTheTrustFile() throws Exception {
        Path none = dir.resolve("none.pem");
        assertThatThrownBy(() -> ClientTls.of(List.of(none), null, true))
                .isInstanceOf(TlsSetupException.class)
                .hasMessage(none + ": does not exist");
        Path empty = Files.createFile(dir.resolve("empty.pem"));
        assertThatThrownBy(() -> ClientTls.of(List.of(empty), null, true))
                .isInstanceOf(TlsSetupException.class)
                .hasMessageStartingWith(empty + ": holds no certificate in PEM form");
    }

    private Path write(String name, X509Bundle bundle) throws Exception {
        return Files.writeString(dir.resolve(name + ".trust.pem"), bundle.getCertificatePEM());
    }

    private static void assertRefused(@Nullable Throwable failure, String why) {
        assertThat(failure).isInstanceOf(SSLHandshakeException.class);
        Throwable root = failure;
        while (root != null && root.getCause() != null && !(root instanceof CertificateException)) {
            root = root.getCause();
        }
        assertThat(root).isInstanceOf(CertificateException.class).hasMessageContaining(why);
    }

    /** Why the handshake failed, {@code null} if it did not. */
    private static @Nullable Throwable handshake(
            TlsTestServer server,
            SslProvider provider,
            @Nullable Path trust,
            @Nullable String serverName,
            boolean verify)
            throws Exception {
        // The context is closed before the handshake is over: the connection must not need it.
        SslHandler handler;
        try (ClientTls tls = ClientTls.of(trust == null ? List.of() : List.of(trust), serverName, verify, provider)) {
            handler = connect(server, tls);
        }
        return outcome(handler);
    }

    private static SslHandler connect(TlsTestServer server, ClientTls tls) {
        AtomicReference<SslHandler> handler = new AtomicReference<>();
        new Bootstrap()
                .group(server.group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        SslHandler ssl = tls.newHandler(connection.alloc(), "127.0.0.1", server.port);
                        connection.pipeline().addLast(ssl, new TlsTestServer.Quiet());
                        handler.set(ssl);
                    }
                })
                .connect("127.0.0.1", server.port)
                .syncUninterruptibly();
        return handler.get();
    }

    private static @Nullable Throwable outcome(SslHandler handler) {
        Future<Channel> handshake = handler.handshakeFuture().awaitUninterruptibly();
        if (handshake.isSuccess()) {
            handshake.getNow().close().syncUninterruptibly();
        }
        return handshake.cause();
    }
}
