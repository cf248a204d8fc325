package io.phoenix.gateway.provisioner.deploy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be deployed.
 *
 * @param release null for the one that serves now
 * @param config null for the one that serves now
 * @param heapMb the most that the heap of an instance may have, in MiB
 * @param patience how long an instance may take till it is well
 * @param keep how many deployments stay, the new one among them
 * @param nginx what becomes of an NGINX in the container
 * @param trialPort where the first listener is of a gateway that is only tried beside NGINX; the others follow
 */
public record Request(
        @Nullable ReleaseFile release,
        @Nullable DoorConfig config,
        long heapMb,
        Duration patience,
        int keep,
        NginxPolicy nginx,
        int trialPort) {

    /** The same with another heap. */
    public Request with(long otherHeapMb) {
        return new Request(release, config, otherHeapMb, patience, keep, nginx, trialPort);
    }

    /** What becomes of an NGINX that has the gateway's ports. */
    public enum NginxPolicy {
        /** It is not expected. */
        NONE,
        /** It goes on serving, and the gateway is tried beside it. */
        BESIDE,
        /** It is stopped. */
        REPLACE
    }
}
