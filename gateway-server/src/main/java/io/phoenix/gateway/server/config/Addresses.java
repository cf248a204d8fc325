package io.phoenix.gateway.server.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Host names, addresses with ports and ranges of addresses. Nothing here asks DNS. */
final class Addresses {
    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern OCTETS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[^\\]]*]|[^:]*):([0-9]{1,5})");
    private static final Pattern SCHEME = Pattern.compile("(?i)([a-z][a-z0-9+.-]*)://([^/]*).*");

    private Addresses() {}

    /** An address of the form host:port; {@code example} is a right one. */
    static @Nullable HostPort hostPort(Value value, String example, int leastPort) {
        String text = value.written("an address, like " + example);
        if (text == null) {
            return null;
        }
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            value.error(Excerpt.of(text) + " is not host:port; " + advice(text, example));
            return null;
        }
        String host = host(matcher.group(1));
        int port = Integer.parseInt(matcher.group(2));
        if (host == null) {
            boolean any = matcher.group(1).isEmpty() || matcher.group(1).equals("*");
            value.error(Excerpt.of(matcher.group(1)) + " is neither a host name nor an address; write "
                    + (any && leastPort == 0 ? "0.0.0.0:" + port + " for every address" : "it like " + example));
            return null;
        }
        if (port < leastPort || port > 65535) {
            value.error("port " + port + " is not from " + leastPort + " to 65535");
            return null;
        }
        return new HostPort(host, port);
    }

    private static String advice(String text, String example) {
        Matcher url = SCHEME.matcher(text);
        if (url.matches()) {
            boolean tls = url.group(1).toLowerCase(Locale.ROOT).equals("https");
            return "write it without \"" + url.group(1) + "://\" and path, like " + example
                    + (tls ? ", and add tls: true" : "");
        }
        if (text.indexOf(':') >= 0 && host(text) != null) {
            return "write an IPv6 address in brackets and with a port, like [" + host(text) + "]:8000";
        }
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return "write the host before the port, like " + example;
        }
        return "write a host and a port, like " + example;
    }

    /** A name that requests may be addressed to: a host name or address, {@code *.domain} or {@code *}. */
    static @Nullable String hostPattern(Value value) {
        String text = value.written("a host name, like ai.phoenix.local");
        if (text == null) {
            return null;
        }
        if (text.equals("*")) {
            return text;
        }
        boolean wildcard = text.startsWith("*.");
        String host = host(wildcard ? text.substring(2) : text);
        if (host != null && !(wildcard && isLiteral(host))) {
            return wildcard ? "*." + host : host;
        }
        if (HOST_PORT.matcher(text).matches()) {
            value.error(Excerpt.of(text) + " has a port; write the host alone");
        } else if (text.indexOf('*') >= 0) {
            value.error(Excerpt.of(text) + " has its \"*\" in the wrong place; write *.lab, or * for every host");
        } else {
            value.error(Excerpt.of(text) + " is not a host name; write it like ai.phoenix.local or 10.0.0.153");
        }
        return null;
    }

    /** A host name as it may be sent as SNI. */
    static @Nullable String serverName(Value value) {
        String text = value.written("a host name, like portainer.phoenix.local");
        String host = text == null ? null : host(text);
        if (text != null && host == null) {
            value.error(Excerpt.of(text) + " is not a host name; write it like portainer.phoenix.local");
        }
        return host;
    }

    /** An address, or a range of them in CIDR form. */
    static @Nullable Network network(Value value) {
        String text = value.written("an address or a range, like 10.0.0.0/24");
        if (text == null) {
            return null;
        }
        int slash = text.indexOf('/');
        String literal = host(slash < 0 ? text : text.substring(0, slash));
        InetAddress address =
                literal != null && isLiteral(literal) ? NetUtil.createInetAddressFromIpAddressString(literal) : null;
        if (address == null) {
            value.error(Excerpt.of(text) + " is not an address or a range; write it like 10.0.0.7 or 10.0.0.0/24");
            return null;
        }
        int bits = address.getAddress().length * 8;
        String prefix = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
        if (!prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > bits) {
            value.error(Excerpt.of(text) + " has no prefix length from 0 to " + bits + " after its slash");
            return null;
        }
        Network network = masked(address, Integer.parseInt(prefix));
        if (network != null && !network.address().equals(address)) {
            value.error(Excerpt.of(text) + " is one address within a range; write " + NetUtil.toAddressString(address)
                    + " for the address, or " + NetUtil.toAddressString(network.address()) + "/" + prefix
                    + " for the range");
            return null;
        }
        return network;
    }

    private static @Nullable Network masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(8, prefix - i * 8));
            bytes[i] = (byte) (bytes[i] & (0xff00 >> kept));
        }
        InetAddress base = NetUtil.createInetAddressFromIpAddressString(NetUtil.bytesToIpAddress(bytes));
        return base == null ? null : new Network(base, prefix);
    }

    /** The one way in which a host is written here; null if {@code text} is none. */
    private static @Nullable String host(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf(':') >= 0) {
            byte[] bytes = bare.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(bare)
                    ? null
                    : NetUtil.createByteArrayFromIpAddressString(bare);
            return bytes == null ? null : NetUtil.bytesToIpAddress(bytes);
        }
        if (!bare.equals(text)) {
            return null;
        }
        if (OCTETS.matcher(text).matches()) {
            return IPV4.matcher(text).matches() ? text : null;
        }
        String name = text.toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return name.length() <= 253 && NAME.matcher(name).matches() ? name : null;
    }

    /** Whether listening on both at once is impossible. */
    static boolean collide(HostPort a, HostPort b) {
        return a.port() != 0
                && a.port() == b.port()
                && (a.host().equals(b.host()) || isWildcard(a.host()) || isWildcard(b.host()));
    }

    /** Whether a host, as written by this class, is an address and not a name. */
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || (isLiteral(host) && host.startsWith("127."));
    }

    /** Whether listening there means listening on every address of the machine. */
    static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
