package io.phoenix.gateway.core.tls;

import static io.phoenix.gateway.core.tls.TestCertificates.authority;
import static io.phoenix.gateway.core.tls.TestCertificates.ecdsa;
import static io.phoenix.gateway.core.tls.TestCertificates.named;
import static io.phoenix.gateway.core.tls.TestCertificates.pair;
import static io.phoenix.gateway.core.tls.TestCertificates.rsa;
import static io.phoenix.gateway.core.tls.TestCertificates.selfSigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerTlsIT {
    private static final List<String> HTTP_1 = List.of("http/1.1");

    @TempDir
    private Path dir;

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void sniChoosesTheCertificate(SslProvider provider) throws Exception {
        CertificatePair api = pair(dir, "api", selfSigned("api.home.lab"));
        CertificatePair any = pair(dir, "wild", selfSigned("*.home.lab", "10.0.0.153"));
        CertificatePair portainer = pair(dir, "portainer", selfSigned(ecdsa("portainer.home.lab")));
        try (ServerTls tls = ServerTls.of(List.of(any, portainer, api), null, HTTP_1, null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertThat(leaf(server, "api.home.lab")).isEqualTo(api.leaf());
            assertThat(leaf(server, "API.Home.Lab")).isEqualTo(api.leaf());
            assertThat(leaf(server, "portainer.home.lab")).isEqualTo(portainer.leaf());
            assertThat(leaf(server, "n8n.home.lab")).isEqualTo(any.leaf());
            // A star is one label; and without a match the default answers, here the first by name.
            assertThat(leaf(server, "a.n8n.home.lab")).isEqualTo(api.leaf());
            assertThat(leaf(server, "home.lab")).isEqualTo(api.leaf());
            assertThat(leaf(server, "example.com")).isEqualTo(api.leaf());
            assertThat(leaf(server, null)).isEqualTo(api.leaf());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void theNamedDefaultAnswersWhereNoNameMatches(SslProvider provider) throws Exception {
        CertificatePair a = pair(dir, "a", selfSigned("a.lab"));
        CertificatePair b = pair(dir, "b", selfSigned("b.lab"));
        try (ServerTls tls = ServerTls.of(List.of(a, b), "b", HTTP_1, null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertThat(leaf(server, null)).isEqualTo(b.leaf());
            assertThat(leaf(server, "x.lab")).isEqualTo(b.leaf());
            assertThat(leaf(server, "a.lab")).isEqualTo(a.leaf());
        }
    }

    @Test
    void ofTwoPairsForOneNameTheValidAndLaterOneServes() throws Exception {
        Instant now = Instant.now();
        CertificatePair expired = pair(
                dir,
                "a",
                selfSigned(ecdsa("x.lab")
                        .notBefore(now.minus(Duration.ofDays(400)))
                        .notAfter(now.minus(Duration.ofDays(1)))));
        CertificatePair shorter = pair(dir, "b", selfSigned(ecdsa("x.lab").notAfter(now.plus(Duration.ofDays(2)))));
        CertificatePair longer = pair(dir, "c", selfSigned(ecdsa("x.lab").notAfter(now.plus(Duration.ofDays(90)))));
        try (ServerTls tls = served(List.of(expired, shorter, longer), null);
                TlsTestServer server = new TlsTestServer(tls)) {
            assertThat(leaf(server, "x.lab")).isEqualTo(longer.leaf());
            assertThat(leaf(server, null)).isEqualTo(expired.leaf());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JDK,TLSv1.2,rsa",
        "JDK,TLSv1.3,rsa",
        "JDK,TLSv1.2,ecdsa",
        "JDK,TLSv1.3,ecdsa",
        "OPENSSL_REFCNT,TLSv1.2,rsa",
        "OPENSSL_REFCNT,TLSv1.3,rsa",
        "OPENSSL_REFCNT,TLSv1.2,ecdsa",
        "OPENSSL_REFCNT,TLSv1.3,ecdsa"
    })
    void speaksBothVersionsWithBothKindsOfKeysAndSendsTheChain(SslProvider provider, String version, String kind)
            throws Exception {
        X509Bundle root = authority("root");
        X509Bundle middle = ecdsa("middle").setIsCertificateAuthority(true).buildIssuedBy(root);
        X509Bundle leaf = named(kind.equals("rsa") ? rsa("leaf") : ecdsa("leaf"), "leaf.home.lab")
                .buildIssuedBy(middle);
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "leaf", leaf)), null, HTTP_1, null, provider);
                TlsTestServer server = new TlsTestServer(tls);
                SSLSocket socket = connect(server, "leaf.home.lab", version)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(socket.getSession().getCipherSuite())
                    .containsAnyOf("GCM", "CHACHA20")
                    .doesNotStartWith("TLS_RSA");
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(socket.getSession().getPeerCertificates())
                    .containsExactly(leaf.getCertificate(), middle.getCertificate());
            assertEchoes(socket);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void refusesTls11AndOldCiphers(SslProvider provider) throws Exception {
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "a", selfSigned("a.lab"))), null, HTTP_1, null, provider);
                TlsTestServer server = new TlsTestServer(tls)) {
            // The JDK as a client would not even try.
            assertThat(refusal(server, "TLSv1.1", null)).containsIgnoringCase("protocol_version");
            assertThat(refusal(server, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"))
                    .containsIgnoringCase("handshake_failure");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void withoutACommonProtocolTheHandshakeGoesOn(SslProvider provider) throws Exception {
        try (ServerTls tls =
                        ServerTls.of(List.of(pair(dir, "a", selfSigned("a.lab"))), null, List.of(), null, provider);
                TlsTestServer server = new TlsTestServer(tls);
                SSLSocket socket = connect(server, "a.lab", "TLSv1.3")) {
            socket.startHandshake();
            assertThat(socket.getApplicationProtocol()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void aSilentClientIsClosedAfterTheHandshakeTimeout(SslProvider provider) throws Exception {
        try (ServerTls tls = ServerTls.of(List.of(pair(dir, "a", selfSigned("a.lab"))), null, HTTP_1, null, provider);
                TlsTestServer server = new TlsTestServer(() -> tls, Duration.ofMillis(200));
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
            silent.setSoTimeout(10_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL_REFCNT"})
    void aSwapServesTheNewCertificateAndKeepsOpenConnections(SslProvider provider) throws Exception {
        CertificatePair before = pair(dir, "a", selfSigned("a.lab"));
        CertificatePair after = pair(dir, "a", selfSigned("a.lab"));
        ServerTls old = ServerTls.of(List.of(before), null, HTTP_1, null, provider);
        ServerTls fresh = ServerTls.of(List.of(after), null, HTTP_1, null, provider);
        AtomicReference<ServerTls> current = new AtomicReference<>(old);
        TlsTestServer server = new TlsTestServer(current::get, Duration.ofSeconds(10));
        try (server;
                SSLSocket open = connect(server, "a.lab", "TLSv1.3");
                SSLSocket waiting = connect(server, "a.lab", "TLSv1.3")) {
            open.startHandshake();
            assertEchoes(open);

            current.set(fresh);
            old.close();
            old.close();

            waiting.startHandshake();
            assertThat(waiting.getSession().getPeerCertificates()).containsExactly(after.leaf());
            assertEchoes(open);
            assertThat(open.getSession().getPeerCertificates()).containsExactly(before.leaf());
            // The open connection holds the old context until it ends.
            assertThat(references(old)).isEqualTo(provider == SslProvider.JDK ? 0 : 1);
        }
        fresh.close();
        assertThat(references(old)).isZero();
        assertThat(references(fresh)).isZero();
    }

    @Test
    void aClientThatLeavesInTheMiddleHoldsNothing() throws Exception {
        ServerTls tls = served(List.of(pair(dir, "a", selfSigned("a.lab"))), null);
        TlsTestServer server = new TlsTestServer(tls);
        try (Socket leaver = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
            leaver.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
        }
        Channel gone = server.accepted.poll(10, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        gone.closeFuture().syncUninterruptibly();
        try (SSLSocket next = connect(server, "a.lab", "TLSv1.3")) {
            next.startHandshake();
        }
        server.close();
        tls.close();
        assertThat(references(tls)).isZero();
    }

    @Test
    void aClosedSnapshotWithoutSuccessorRefuses() throws Exception {
        ServerTls tls = ServerTls.of(
                List.of(pair(dir, "a", selfSigned("a.lab"))), null, HTTP_1, null, SslProvider.OPENSSL_REFCNT);
        try (TlsTestServer server = new TlsTestServer(tls)) {
            tls.close();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> leaf(server, "a.lab"));
        }
    }

    @Test
    void saysWhichDefaultIsMissing() throws Exception {
        CertificatePair a = pair(dir, "a", selfSigned("a.lab"));
        CertificatePair b = pair(dir, "b", selfSigned("b.lab"));
        assertThatThrownBy(() -> served(List.of(b, a), "c"))
                .isInstanceOf(TlsSetupException.class)
                .hasMessage("no certificate is called 'c', which should be the default; there is a, b");
        assertThatThrownBy(() -> served(List.of(), null))
                .isInstanceOf(TlsSetupException.class)
                .hasMessage("TLS needs at least one certificate with its key");
    }

    @Test
    void saysWhatDoesTheTls() {
        assertThat(ServerTls.provider()).isEqualTo("BoringSSL (netty-tcnative)");
    }

    private static ServerTls served(List<CertificatePair> pairs, @Nullable String defaultName) throws Exception {
        return ServerTls.of(pairs, defaultName, HTTP_1, null, TlsProvider.best());
    }

    private static int references(ServerTls tls) {
        return ReferenceCountUtil.refCnt(tls.contextFor(null)) < 0
                        || !(tls.contextFor(null) instanceof ReferenceCounted)
                ? 0
                : ReferenceCountUtil.refCnt(tls.contextFor(null));
    }

    private static Certificate leaf(TlsTestServer server, @Nullable String name) throws Exception {
        try (SSLSocket socket = connect(server, name, "TLSv1.3")) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket connect(TlsTestServer server, @Nullable String name, String version) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void assertEchoes(SSLSocket socket) throws IOException {
        byte[] sent = "ping".getBytes(StandardCharsets.US_ASCII);
        socket.getOutputStream().write(sent);
        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    }

    /** What the server answers to a BoringSSL client that offers only this. */
    private static String refusal(TlsTestServer server, String version, @Nullable String cipher) throws Exception {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .protocols(version);
        SslContext context = cipher == null
                ? builder.build()
                : builder.ciphers(List.of(cipher)).build();
        SslHandler handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT);
        ReferenceCountUtil.release(context);
        Channel channel = new Bootstrap()
                .group(server.group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(handler, new TlsTestServer.Quiet());
                    }
                })
                .connect("127.0.0.1", server.port)
                .syncUninterruptibly()
                .channel();
        Throwable cause = handler.handshakeFuture().awaitUninterruptibly().cause();
        channel.close().syncUninterruptibly();
        assertThat(cause).isNotNull();
        return String.valueOf(cause.getMessage());
    }
}
