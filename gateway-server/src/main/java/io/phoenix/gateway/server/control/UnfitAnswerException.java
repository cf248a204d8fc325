package io.phoenix.gateway.server.control;

import java.io.IOException;

/** An endpoint answered, but not with what was asked for; the message says so to an operator. */
final class UnfitAnswerException extends IOException {

    private static final long serialVersionUID = 1;

    UnfitAnswerException(String message) {
        super(message);
    }
}
