package io.phoenix.gateway.core.listener;

/** Why a client's connection was ended before a request of it was looked at. */
public enum Refusal {
    /** As many connections are open as there may be. */
    CONNECTIONS("connections"),
    /** As many are open from this address as there may be. */
    ADDRESS("address"),
    /** As many TLS handshakes are under way as there may be. */
    HANDSHAKES("handshakes"),
    /** It spoke no TLS where TLS is spoken. */
    CLEAR_TEXT("clear_text"),
    /** The TLS handshake failed or took too long. */
    HANDSHAKE_FAILED("handshake_failed"),
    /** The PROXY protocol's header is missing, malformed or late. */
    PROXY_HEADER("proxy_header"),
    /** It came from somebody who is no trusted proxy, where only those may connect. */
    UNTRUSTED_PROXY("untrusted_proxy"),
    /** The system could not open a socket for it. */
    ACCEPT_FAILED("accept_failed");

    private final String code;

    Refusal(String code) {
        this.code = code;
    }

    /** Its name in metrics. */
    public String code() {
        return code;
    }
}
