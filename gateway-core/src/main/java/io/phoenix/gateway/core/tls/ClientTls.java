package io.phoenix.gateway.core.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS towards an endpoint: whom to trust and which name to ask for and to verify. Any thread. Owned by whoever made it,
 * who closes it once no new connection will use it; open connections keep what they need.
 */
public final class ClientTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientTls.class);

    private final List<Path> trust;
    private final @Nullable String serverName;
    private final boolean verify;
    private final boolean http2;
    private final SslProvider provider;
    private volatile SslContext context;
    private String fingerprint;
    private List<TlsProblem> problems = List.of();
    private final AtomicBoolean closed = new AtomicBoolean();

    private ClientTls(
            List<Path> trust, @Nullable String serverName, boolean verify, boolean http2, SslProvider provider)
            throws TlsSetupException {
        this.trust = List.copyOf(trust);
        this.serverName = serverName;
        this.verify = verify;
        this.http2 = http2;
        this.provider = provider;
        this.fingerprint = FileFingerprint.of(trust);
        this.context = context();
    }

    /**
     * Reads the trust files and builds the context.
     *
     * @param trust PEM files of CA certificates, or of the endpoint's own self-signed certificate; empty for the CAs
     *     that the JDK trusts. Reading them blocks.
     * @param serverName the name to send (SNI) and to find in the certificate; {@code null} for the endpoint's host
     * @param verify {@code false} takes any certificate for any name: encrypted, but by whom is anyone's guess
     * @throws TlsSetupException if the file cannot be used
     */
    public static ClientTls of(List<Path> trust, @Nullable String serverName, boolean verify) throws TlsSetupException {
        return of(trust, serverName, verify, TlsProvider.best());
    }

    /** The same towards endpoints that are to choose HTTP/2 by ALPN (RFC 9113, section 3.2). */
    public static ClientTls ofHttp2(List<Path> trust, @Nullable String serverName, boolean verify)
            throws TlsSetupException {
        return new ClientTls(trust, serverName, verify, true, TlsProvider.best());
    }

    static ClientTls of(List<Path> trust, @Nullable String serverName, boolean verify, SslProvider provider)
            throws TlsSetupException {
        return new ClientTls(trust, serverName, verify, false, provider);
    }

    private SslContext context() throws TlsSetupException {
        SslContextBuilder builder =
                SslContextBuilder.forClient().sslProvider(provider).protocols("TLSv1.3", "TLSv1.2");
        try {
            if (!verify) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
            } else {
                // Netty's default since 4.2, but too important to depend on a default that a property can change.
                builder.endpointIdentificationAlgorithm("HTTPS");
                if (!trust.isEmpty()) {
                    builder.trustManager(FileTrust.of(certificates(trust)));
                }
            }
            if (http2) {
                // With one name only to choose from, a server that has another one to offer chooses none.
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2));
            }
            SNIHostName sni = sni(serverName);
            if (sni != null) {
                // Netty and the JDK would send only names with a dot; one that the operator wrote down is sent as it
                // is.
                builder.serverName(sni);
            }
            return builder.build();
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsSetupException(
                    List.of(new TlsProblem(
                            trust.isEmpty() ? null : trust.get(0),
                            "TLS to the endpoint cannot be set up: " + e.getMessage())),
                    e);
        }
    }

    /**
     * Looks whether the trust files have changed; if they are good, new connections trust them, otherwise things stay
     * as they were until the next call. Open connections are not looked at again. Blocks; one thread at a time, and not
     * after {@link #close}.
     */
    public void poll() {
        String now = FileFingerprint.of(trust);
        if (now.equals(fingerprint)) {
            return;
        }
        try {
            SslContext before = context;
            context = context();
            ReferenceCountUtil.release(before);
            // Only now: what cannot be used is tried again.
            fingerprint = now;
            problems = List.of();
            LOG.info("the trust in {} is new", trust);
        } catch (TlsSetupException e) {
            if (!e.problems().equals(problems)) {
                problems = e.problems();
                problems.forEach(problem -> LOG.error("{}; what was read before stays in force", problem));
            }
        }
    }

    /**
     * A handler for one new connection, to be put first in its pipeline by its worker. Its handshake limit is the
     * caller's to set. A refused certificate fails the handshake future with an {@code SSLHandshakeException}.
     */
    public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        SslContext retained = retained();
        try {
            return retained.newHandler(allocator, serverName == null ? host : serverName, port);
        } finally {
            ReferenceCountUtil.release(retained);
        }
    }

    /** The context in force, with a reference that the caller releases once its engine has one of its own. */
    private SslContext retained() {
        SslContext now = context;
        while (true) {
            try {
                return ReferenceCountUtil.retain(now);
            } catch (IllegalReferenceCountException e) {
                // Replaced between the two lines above; take the next one, unless there is none.
                SslContext next = context;
                if (next.equals(now)) {
                    throw e;
                }
                now = next;
            }
        }
    }

    /** An engine for one new connection of a client that has a pipeline of its own, and which releases it. */
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        SslContext retained = retained();
        try {
            return retained.newEngine(allocator, serverName == null ? host : serverName, port);
        } finally {
            ReferenceCountUtil.release(retained);
        }
    }

    /** Lets go of the native context; it is freed when its last connection is gone. Twice does no harm. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ReferenceCountUtil.release(context);
        }
    }

    private static List<X509Certificate> certificates(List<Path> trust) throws TlsSetupException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Path file : trust) {
            certificates.addAll(CertificateFile.read(file));
        }
        return certificates;
    }

    private static @Nullable SNIHostName sni(@Nullable String name) {
        if (name == null || CertificateNames.isAddress(name)) {
            return null; // RFC 6066 3 forbids addresses
        }
        try {
            return new SNIHostName(name);
        } catch (IllegalArgumentException e) {
            return null; // no host name, as "my_portainer": it is still verified, only not sent
        }
    }
}
