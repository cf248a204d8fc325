package io.phoenix.gateway.core.listener;

import io.phoenix.gateway.core.http.TrustedProxies;
import io.phoenix.gateway.core.tls.ServerTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one listener is to be.
 *
 * @param name for logs and threads
 * @param reusePort whether processes of the same user may listen on the address at the same time; the kernel then deals
 *     new connections out among them
 * @param tls what clients must speak, or null for plain TCP
 * @param proxies if not null, every connection must come from one of them and begin with the PROXY protocol's header,
 *     which tells the client's address
 */
public record ListenerSettings(
        String name,
        InetSocketAddress address,
        boolean reusePort,
        ListenerLimits limits,
        @Nullable Tls tls,
        @Nullable TrustedProxies proxies) {

    /**
     * TLS towards clients.
     *
     * @param current the snapshot in force when a ClientHello has come; owned by the caller
     * @param handshakeTimeout from the connection to the end of its handshake
     * @param maxHandshakes how many may be under way at once
     * @param strictTransport how long browsers shall come by https only (RFC 6797); null for no word about it
     */
    public record Tls(
            Supplier<ServerTls> current,
            Duration handshakeTimeout,
            int maxHandshakes,
            @Nullable Duration strictTransport) {}
}
