package io.phoenix.gateway.server.config;

import org.jspecify.annotations.Nullable;

/**
 * A host and a port. The host is in lower case, an IPv6 address in its shortest form and without brackets.
 *
 * @param port 0 only where the system may choose one, that is, for listeners
 */
public record HostPort(String host, int port) {

    /** What {@code HOST:PORT} on a command line says, null if it is none. */
    public static @Nullable HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("[\\[\\]]", "");
        String port = text.substring(colon + 1);
        return host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535
                ? null
                : new HostPort(host, Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
