package io.phoenix.gateway.core.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts what the certificates of the operator's file vouch for, names being checked by the JDK's rules, with one
 * addition: a certificate without any subject alternative name is good for the name that its common name is, to the
 * letter, if that very certificate is in the file. The JDK does this for host names but not for addresses or names such
 * as {@code my_portainer}, and home-made certificates carry those. Nothing is weakened: the operator has named both the
 * certificate and the name, and whoever answers must have its key. Immutable, any thread.
 */
final class FileTrust extends X509ExtendedTrustManager {
    private final Set<X509Certificate> pinned;
    private final X509ExtendedTrustManager rules;

    private FileTrust(Set<X509Certificate> pinned, X509ExtendedTrustManager rules) {
        this.pinned = pinned;
        this.rules = rules;
    }

    static FileTrust of(List<X509Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("trusted-" + i, certificates.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager rules) {
                return new FileTrust(Set.copyOf(certificates), rules);
            }
        }
        throw new GeneralSecurityException("the JDK has no X509ExtendedTrustManager");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (!isPinnedByCommonName(chain, engine.getPeerHost())) {
            rules.checkServerTrusted(chain, authType, engine);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        rules.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        rules.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        rules.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        rules.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        rules.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return rules.getAcceptedIssuers();
    }

    private boolean isPinnedByCommonName(X509Certificate[] chain, @Nullable String asked) {
        if (asked == null || chain.length == 0 || !pinned.contains(chain[0])) {
            return false;
        }
        String common = CertificateNames.onlyCommonName(chain[0]);
        return common != null && common.equalsIgnoreCase(asked);
    }
}
