package io.phoenix.gateway.provisioner.deploy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of it.
 *
 * @param isChanged whether another one serves than before
 * @param name of the deployment that serves now; {@code trial} for one beside NGINX, {@code nginx} for that
 * @param release the version that it runs; empty for NGINX
 * @param previous what it took over from; null if there is nothing to go back to
 * @param down upstreams' endpoints that it does not reach, with the reason
 */
public record Deployed(
        boolean isChanged,
        String name,
        String release,
        @Nullable String previous,
        List<String> down) {
    public Deployed {
        down = List.copyOf(down);
    }
}
