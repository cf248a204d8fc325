package io.phoenix.gateway.provisioner.host;

import java.io.IOException;

/** Somebody else is at work on the host or on a container; later it may go. */
public final class BusyException extends IOException {
    private static final long serialVersionUID = 1;

    /** Says who, or on what. */
    public BusyException(String message) {
        super(message);
    }
}
