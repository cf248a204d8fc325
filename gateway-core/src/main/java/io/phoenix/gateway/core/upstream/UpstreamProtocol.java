package io.phoenix.gateway.core.upstream;

/** What is spoken with an endpoint. Immutable. */
public enum UpstreamProtocol {
    HTTP_1_1("HTTP/1.1", "http1"),

    /** HTTP/2: with prior knowledge on plain TCP, chosen by ALPN on TLS (RFC 9113, sections 3.2 and 3.3). */
    HTTP_2("HTTP/2", "h2");

    private final String text;
    private final String wire;

    UpstreamProtocol(String text, String wire) {
        this.text = text;
        this.wire = wire;
    }

    /** As it is written in the configuration. */
    public String wire() {
        return wire;
    }

    /** As people write it. */
    @Override
    public String toString() {
        return text;
    }
}
