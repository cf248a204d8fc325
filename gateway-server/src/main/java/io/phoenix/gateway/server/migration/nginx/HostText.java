package io.phoenix.gateway.server.migration.nginx;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hosts and ports, as the gateway's configuration takes them. */
final class HostText {

    private static final String LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final Pattern OCTETS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::([0-9]{1,5}))?");

    private HostText() {}

    /** Whether {@code text} is a name or an IPv4 address. */
    static boolean isNameOrIpv4(String text) {
        if (OCTETS.matcher(text).matches()) {
            return IPV4.matcher(text).matches();
        }
        String name = text.toLowerCase(Locale.ROOT);
        return name.length() <= 253 && NAME.matcher(name).matches();
    }

    private static boolean isBracketedIpv6(String text) {
        String bare = text.length() > 2 ? text.substring(1, text.length() - 1) : "";
        return text.startsWith("[") && text.endsWith("]") && bare.indexOf('%') < 0 && NetUtil.isValidIpV6Address(bare);
    }

    /** Host and port with {@code otherwise} for a port that is not written; null if {@code text} is not both. */
    static @Nullable String withPort(String text, int otherwise) {
        Matcher matcher = WITH_PORT.matcher(text);
        if (!matcher.matches() || !(isNameOrIpv4(matcher.group(1)) || isBracketedIpv6(matcher.group(1)))) {
            return null;
        }
        int port = matcher.group(2) == null ? otherwise : Integer.parseInt(matcher.group(2));
        return port < 1 || port > 65535 ? null : matcher.group(1) + ":" + port;
    }
}
