package io.phoenix.gateway.core.upstream;

/** What is spoken with an endpoint. Immutable. */
public enum UpstreamProtocol {
    HTTP_1_1("HTTP/1.1", "http1"),

    /** HTTP/2: with prior knowledge on plain TCP, chosen by ALPN on TLS (RFC 9113, sections 3.2 and 3.3). */
    HTTP_2("HTTP/2", "h2");

    private final String text;
    private final String word;

    UpstreamProtocol(String text, String word) {
        this.text = text;
        this.word = word;
    }

    /** The word for it in configurations. */
    public String word() {
        return word;
    }

    /** As people write it. */
    @Override
    public String toString() {
        return text;
    }
}
