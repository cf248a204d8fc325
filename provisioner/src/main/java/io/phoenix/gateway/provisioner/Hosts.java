package io.phoenix.gateway.provisioner;

import io.phoenix.gateway.provisioner.apply.Host;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where commands get the host from that they look at. */
@FunctionalInterface
interface Hosts {
    /**
     * The host by the backend that {@code --backend} names, or by the one that it has.
     *
     * @throws IOException if it has none, or not that one
     */
    Host open(@Nullable String backend) throws IOException;
}
