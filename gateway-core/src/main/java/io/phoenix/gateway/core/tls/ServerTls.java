package io.phoenix.gateway.core.tls;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards clients: which certificate answers to which name (SNI, RFC 6066 3). An immutable snapshot, any thread; a
 * reload builds another one and closes this. Owned by whoever made it, who closes it once; handshakes and connections
 * that began with it keep what they need.
 */
public final class ServerTls implements AutoCloseable {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Forward secret and authenticated only (RFC 9325 4.2), for RSA and for ECDSA certificates. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final List<SslContext> contexts;
    private final Map<String, SslContext> exact;
    /** By what follows the star: {@code .home.lab} of {@code *.home.lab}. */
    private final Map<String, SslContext> wildcard;

    private final SslContext unnamed;
    private final @Nullable ClientTrust clients;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ServerTls(
            List<SslContext> contexts,
            Map<String, SslContext> exact,
            Map<String, SslContext> wildcard,
            SslContext unnamed,
            @Nullable ClientTrust clients) {
        this.contexts = contexts;
        this.exact = exact;
        this.wildcard = wildcard;
        this.unnamed = unnamed;
        this.clients = clients;
    }

    /**
     * A snapshot.
     *
     * @param defaultName the pair for clients that send no name or an unknown one; {@code null} for the first by name
     * @param alpn the protocols to offer (RFC 7301), best first
     * @param clients null if clients are not asked for a certificate
     * @throws TlsSetupException if there is no pair, none of that name, or one that the TLS library refuses
     */
    static ServerTls of(
            List<CertificatePair> pairs,
            @Nullable String defaultName,
            List<String> alpn,
            @Nullable ClientTrust clients,
            SslProvider provider)
            throws TlsSetupException {
        CertificatePair chosen = defaultPair(pairs, defaultName);
        List<SslContext> contexts = new ArrayList<>();
        List<TlsProblem> problems = new ArrayList<>();
        Map<String, SslContext> exact = new HashMap<>();
        Map<String, SslContext> wildcard = new HashMap<>();
        SslContext unnamed = null;
        for (CertificatePair pair : byPreference(pairs)) {
            try {
                SslContext context = context(pair, alpn, clients, provider);
                contexts.add(context);
                if (pair == chosen) {
                    unnamed = context;
                }
                for (String name : pair.names()) {
                    if (name.startsWith("*.")) {
                        wildcard.putIfAbsent(name.substring(1), context);
                    } else if (!CertificateNames.isAddress(name)) {
                        // Addresses are not sent as SNI (RFC 6066 3): such a client gets the default pair.
                        exact.putIfAbsent(name, context);
                    }
                }
            } catch (SSLException e) {
                problems.add(new TlsProblem(pair.certificateFile(), "is refused by " + provider + ": " + rootOf(e)));
            }
        }
        if (unnamed == null || !problems.isEmpty()) {
            contexts.forEach(ReferenceCountUtil::release);
            throw new TlsSetupException(problems);
        }
        return new ServerTls(List.copyOf(contexts), Map.copyOf(exact), Map.copyOf(wildcard), unnamed, clients);
    }

    /** What does the TLS work here, for the start-up log: {@code BoringSSL ...}, or {@code JDK ...} and why. */
    public static String provider() {
        return TlsProvider.describe();
    }

    /**
     * Adds TLS at the end of a new client connection's pipeline; call on its worker.
     *
     * @param current gives the snapshot in force, asked when the ClientHello has come, so that a reload reaches it
     * @param handshakeTimeout from now until the handshake is complete; zero for none
     */
    public static void install(Supplier<ServerTls> current, ChannelPipeline pipeline, Duration handshakeTimeout) {
        pipeline.addLast("tls", new SniSelector(current, handshakeTimeout));
    }

    /**
     * The distinguished name (RFC 2253) of the client at the other end of {@code session}, which has completed its
     * handshake; null if it has shown no certificate that the configured authorities vouch for.
     */
    public @Nullable String clientSubject(SSLSession session) {
        return clients == null ? null : clients.subject(session);
    }

    /**
     * Lets go of the native contexts; each is freed when its last connection is gone. Once is enough, twice does no
     * harm.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            contexts.forEach(ReferenceCountUtil::release);
        }
    }

    /** The context for a name, with a reference that the caller releases. */
    static SslContext retained(Supplier<ServerTls> current, @Nullable String name) {
        ServerTls tls = current.get();
        while (true) {
            try {
                return ReferenceCountUtil.retain(tls.contextFor(name));
            } catch (IllegalReferenceCountException e) {
                // Replaced and closed between the two lines above; take the next one, unless there is none.
                ServerTls next = current.get();
                if (next == tls) {
                    throw e;
                }
                tls = next;
            }
        }
    }

    SslContext contextFor(@Nullable String name) {
        if (name == null) {
            return unnamed;
        }
        String asked = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        SslContext context = exact.get(asked);
        if (context == null) {
            int dot = asked.indexOf('.');
            // A star stands for exactly one label, and for a whole one (RFC 9525 6.3).
            context = dot > 0 ? wildcard.get(asked.substring(dot)) : null;
        }
        return context == null ? unnamed : context;
    }

    private static CertificatePair defaultPair(List<CertificatePair> pairs, @Nullable String name)
            throws TlsSetupException {
        if (pairs.isEmpty()) {
            throw new TlsSetupException(null, "TLS needs at least one certificate with its key");
        }
        List<CertificatePair> sorted = pairs.stream()
                .sorted(Comparator.comparing(CertificatePair::name))
                .toList();
        if (name == null) {
            return sorted.get(0);
        }
        for (CertificatePair pair : sorted) {
            if (pair.name().equals(name)) {
                return pair;
            }
        }
        throw new TlsSetupException(
                null,
                "no certificate is called '" + name + "', which should be the default; there is "
                        + sorted.stream().map(CertificatePair::name).collect(Collectors.joining(", ")));
    }

    /** Of two pairs with one name in common the valid one serves it, then the one that lasts longer: a renewed one. */
    private static List<CertificatePair> byPreference(List<CertificatePair> pairs) {
        Instant now = Instant.now();
        return pairs.stream()
                .sorted(Comparator.comparing((CertificatePair pair) -> !pair.isValidAt(now))
                        .thenComparing(CertificatePair::notAfter, Comparator.reverseOrder())
                        .thenComparing(CertificatePair::name))
                .toList();
    }

    private static SslContext context(
            CertificatePair pair, List<String> alpn, @Nullable ClientTrust clients, SslProvider provider)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(pair.key(), pair.chain())
                .sslProvider(provider)
                // Netty hands the key over in a store in memory, and the usual kind would encrypt it with a thousand
                // times the work.
                .keyStoreType("JKS")
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(alpn(alpn))
                .clientAuth(clients == null ? ClientAuth.NONE : clients.mode())
                .trustManager(clients == null ? ClientTrust.nobody() : clients.managers());
        SslContext context = builder.build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            // Tickets on. Without keys of ours BoringSSL makes its own for this context and changes them every two
            // days: so a ticket outlives neither its certificate's snapshot nor the program.
            sessions.setTicketKeys();
        }
        return context;
    }

    /** Without a common protocol the handshake goes on without one: it was an offer, and HTTP/1.1 is the fallback. */
    private static ApplicationProtocolConfig alpn(List<String> protocols) {
        return protocols.isEmpty()
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols);
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
