package io.phoenix.gateway.server;

import io.phoenix.gateway.server.config.HostPort;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a listener from the command line. Stateless. */
final class ListenAddress implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
        HostPort address = HostPort.parse(text);
        if (address == null) {
            throw new TypeConversionException("'" + text + "' is no HOST:PORT, such as 127.0.0.1:9090");
        }
        return address;
    }
}
