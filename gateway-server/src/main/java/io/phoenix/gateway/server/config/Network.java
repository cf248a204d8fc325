package io.phoenix.gateway.server.config;

import java.net.InetAddress;

/** A range of addresses; every bit of {@code address} beyond {@code prefixLength} is zero. */
public record Network(InetAddress address, int prefixLength) {
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
