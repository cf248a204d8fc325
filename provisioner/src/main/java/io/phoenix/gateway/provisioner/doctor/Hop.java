package io.phoenix.gateway.provisioner.doctor;

import java.util.Locale;

/** A part of the way to a service, in the order of the way. */
public enum Hop {
    RUNNING,
    ADDRESS,
    VOLUME,
    DNS,
    TCP,
    TLS,
    HTTP,
    MODEL,
    FROM_GATEWAY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
