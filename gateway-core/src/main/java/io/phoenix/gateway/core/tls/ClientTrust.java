package io.phoenix.gateway.core.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.util.SimpleTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of clients are good. Where they are required, the handshake fails without a good one; where they
 * are optional, it goes on with any, since a browser shows nothing but a blank page when a handshake fails, and the
 * route that needs one can say so. Immutable, any thread.
 */
final class ClientTrust {
    private final List<X509Certificate> authorities;
    private final X509ExtendedTrustManager rules;
    private final boolean required;

    private ClientTrust(List<X509Certificate> authorities, X509ExtendedTrustManager rules, boolean required) {
        this.authorities = List.copyOf(authorities);
        this.rules = rules;
        this.required = required;
    }

    static ClientTrust read(CertificateSources.ClientAuthority source) throws TlsSetupException {
        List<X509Certificate> authorities = CertificateFile.read(source.file());
        try {
            return new ClientTrust(authorities, FileTrust.of(authorities), source.required());
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsSetupException(source.file(), "cannot be used to verify clients: " + e.getMessage());
        }
    }

    /** Where clients are not asked. The default would be what the JDK trusts, whose authorities take long to read. */
    static TrustManagerFactory nobody() {
        return new Managers(new Undecided(new X509Certificate[0]));
    }

    ClientAuth mode() {
        return required ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }

    /** For the handshake. */
    TrustManagerFactory managers() {
        return new Managers(required ? rules : new Undecided(rules.getAcceptedIssuers()));
    }

    /**
     * The distinguished name (RFC 2253) in the client's certificate, whose key the handshake has proven, fit for a
     * header; null if there is no certificate or no authority vouches for it. Asked for every connection, so that a
     * resumed session counts no longer than its authority does.
     */
    @Nullable
    String subject(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            X509Certificate[] certificates = new X509Certificate[chain.length];
            System.arraycopy(chain, 0, certificates, 0, chain.length);
            rules.checkClientTrusted(
                    certificates, certificates[0].getPublicKey().getAlgorithm());
            return visible(certificates[0].getSubjectX500Principal().getName());
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            return null;
        }
    }

    /** Writes everything but visible ASCII as RFC 2253, section 2.4, lets any byte of UTF-8 be written. */
    private static String visible(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7f) {
                text.append((char) b);
            } else {
                text.append('\\').append(HexFormat.of().toHexDigits(b));
            }
        }
        return text.toString();
    }

    boolean isSameAs(@Nullable ClientTrust other) {
        return other != null && authorities.equals(other.authorities);
    }

    /** Hands out one manager. */
    private static final class Managers extends SimpleTrustManagerFactory {
        private final X509ExtendedTrustManager manager;

        Managers(X509ExtendedTrustManager manager) {
            this.manager = manager;
        }

        @Override
        protected void engineInit(KeyStore keyStore) {}

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {}

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {manager};
        }
    }

    /** Lets every certificate of a client through the handshake; {@link #subject} decides afterwards. */
    private static final class Undecided extends X509ExtendedTrustManager {
        private final X509Certificate[] issuers;

        Undecided(X509Certificate[] issuers) {
            this.issuers = issuers;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("only for clients");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("only for clients");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("only for clients");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return issuers.clone();
        }
    }
}
