package io.phoenix.gateway.server.config;

/** Where health, metrics and routes are shown to the operator. */
public record AdminConfig(HostPort address) {
    /** What holds without an {@code admin} section. */
    public static final AdminConfig DEFAULTS = new AdminConfig(new HostPort("127.0.0.1", 9090));
}
