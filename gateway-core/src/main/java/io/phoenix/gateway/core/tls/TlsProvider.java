package io.phoenix.gateway.core.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Which TLS implementation is used: BoringSSL where its library loads, else the JDK's. Stateless. */
final class TlsProvider {
    private TlsProvider() {}

    /** OPENSSL_REFCNT and not OPENSSL: the latter frees its native memory in finalizers, whenever those run. */
    static SslProvider best() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    static String describe() {
        if (OpenSsl.isAvailable()) {
            return OpenSsl.versionString() + " (netty-tcnative)";
        }
        Throwable cause = OpenSsl.unavailabilityCause();
        return "JDK " + Runtime.version().feature() + " (netty-tcnative did not load: "
                + (cause == null ? "unknown reason" : cause.getMessage()) + ")";
    }
}
