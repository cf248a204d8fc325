package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.HostPort;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a listener from the command line. Stateless. */
final class ListenAddress implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("[\\[\\]]", "");
        String port = text.substring(colon + 1);
        if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new TypeConversionException("'" + text + "' is no HOST:PORT, such as 127.0.0.1:9090");
        }
        return new HostPort(host, Integer.parseInt(port));
    }
}
