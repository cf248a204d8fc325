package io.phoenix.gateway.core.failure;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Tells what the other side did from what we did wrong, among the exceptions of a pipeline. Stateless. */
public final class PeerFault {

    private PeerFault() {}

    /**
     * Whether {@code thrown} is a broken connection or a failed TLS handshake; anything else is a bug of ours. So is an
     * unchecked exception of I/O: the transports throw it when they cannot watch a socket, whatever its peer does.
     */
    public static boolean isOne(Throwable thrown) {
        return thrown instanceof IOException
                || (thrown.getCause() instanceof IOException && !(thrown instanceof UncheckedIOException));
    }
}
