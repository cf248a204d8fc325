package io.phoenix.gateway.provisioner;

import java.io.IOException;

/** What the operator wrote cannot be worked with; the message says what and where, in lines for people. */
final class InvalidInputException extends IOException {
    private static final long serialVersionUID = 1;

    InvalidInputException(String message) {
        super(message);
    }
}
