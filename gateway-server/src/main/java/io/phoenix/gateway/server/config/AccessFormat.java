package io.phoenix.gateway.server.config;

import java.util.Locale;

/** How a line of the access log is written. */
public enum AccessFormat {
    COMBINED,
    JSON;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The name in configuration files. */
    public String wire() {
        return wire;
    }
}
