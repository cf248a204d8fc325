package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks whose word about the client is believed, and so who a client is. Immutable. */
public final class TrustedProxies {

    /** Nobody is believed. */
    public static final TrustedProxies NONE = new TrustedProxies(AddressRanges.of(List.of()));

    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString REAL_IP = AsciiString.cached("x-real-ip");

    private final AddressRanges networks;

    private TrustedProxies(AddressRanges networks) {
        this.networks = networks;
    }

    /**
     * The networks given as literal addresses or in CIDR notation.
     *
     * @throws IllegalArgumentException when one is neither
     */
    public static TrustedProxies of(List<String> networks) {
        return new TrustedProxies(AddressRanges.of(networks));
    }

    /** Whether {@code address}, which must be resolved, lies in one of the networks. */
    public boolean contains(InetSocketAddress address) {
        return networks.contains(address);
    }

    /**
     * The literal address of the client: the peer, or what a trusted proxy says it is. The chain rules, read from its
     * end over addresses that are trusted too; X-Real-IP, which any hop may have set, counts only where there is none.
     * Reads the headers as they were received.
     */
    public String clientAddress(RequestHead head) {
        RequestHead.ClientConnection connection = head.connection();
        if (!contains(connection.peer())) {
            return connection.address();
        }
        String chain = chain(head.headers());
        return chain == null
                ? realIp(head.headers(), connection.address())
                : nearestUntrusted(chain, connection.address());
    }

    private static String realIp(HttpHeaders headers, String fallback) {
        List<String> told = headers.getAll(REAL_IP);
        return told.size() == 1 && isAddress(told.get(0)) ? told.get(0) : fallback;
    }

    private static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }

    /** All that {@code headers} say of the hops before this one, or null. */
    static @Nullable String chain(HttpHeaders headers) {
        String first = headers.get(FOR);
        return first == null ? null : String.join(", ", headers.getAll(FOR));
    }

    private String nearestUntrusted(String chain, String fallback) {
        String[] hops = chain.split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].trim();
            if (!isAddress(hop)) {
                return fallback;
            }
            if (i == 0 || !contains(new InetSocketAddress(hop, 0))) {
                return hop;
            }
        }
        return fallback;
    }
}
