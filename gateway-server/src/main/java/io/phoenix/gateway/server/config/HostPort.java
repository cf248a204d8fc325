package io.phoenix.gateway.server.config;

/**
 * A host and a port. The host is in lower case, an IPv6 address in its shortest form and without brackets.
 *
 * @param port 0 only where the system may choose one, that is, for listeners
 */
public record HostPort(String host, int port) {
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
