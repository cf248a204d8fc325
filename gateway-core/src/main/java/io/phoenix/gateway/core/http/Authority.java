package io.phoenix.gateway.core.http;

import io.netty.util.NetUtil;

/** The form of a Host header (RFC 9110, section 7.2). Stateless. */
final class Authority {

    private static final int LONGEST_PORT = 5;

    private Authority() {}

    /**
     * A host name or an address, an IPv6 one in brackets, and an optional port; empty only where HTTP/1.0 allows it.
     */
    static boolean isValid(String authority) {
        if (authority.isEmpty()) {
            return true;
        }
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        return isHost(host) && (!hasPort || isPort(authority.substring(colon + 1)));
    }

    private static boolean isHost(String host) {
        if (!host.startsWith("[")) {
            return AsciiChars.isWord(host, ".-_");
        }
        // A zone would be our own network's, not the client's.
        return host.endsWith("]")
                && host.indexOf('%') < 0
                && NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
    }

    private static boolean isPort(String port) {
        return port.length() <= LONGEST_PORT && AsciiChars.isDigits(port);
    }
}
