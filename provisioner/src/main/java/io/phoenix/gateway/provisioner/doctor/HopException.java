package io.phoenix.gateway.provisioner.doctor;

import java.io.IOException;

/** A hop that fails, with the reason in words for the operator. */
final class HopException extends IOException {
    private static final long serialVersionUID = 1;

    private final Hop hop;

    HopException(Hop hop, String message) {
        super(message);
        this.hop = hop;
    }

    Hop hop() {
        return hop;
    }
}
