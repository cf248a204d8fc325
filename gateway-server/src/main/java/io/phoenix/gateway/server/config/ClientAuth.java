package io.phoenix.gateway.server.config;

import java.util.Locale;

/** Whether clients are asked for a certificate. */
public enum ClientAuth {
    /** They are not. */
    NONE,
    /** They are, and served without a good one too; a route may insist on it. */
    OPTIONAL,
    /** The handshake fails without a good one. */
    REQUIRED;

    /** The word in the configuration. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
