package io.phoenix.gateway.provisioner.desired;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An LXC container.
 *
 * @param swapMb null if the file does not say, so that nothing of it is touched
 * @param templateSnapshot the snapshot that clones of it begin from, which makes it a template; or null
 * @param features what is set up in it, such as {@code docker}; not Proxmox's features
 * @param options Proxmox's features, such as {@code nesting=1}
 * @param rawLines lines for LXC itself, by key
 * @param gpus the numbers of the GPUs that it is given
 * @param portainerRole {@code server}, {@code agent}, {@code infrastructure} or {@code none}
 * @param script what sets its service up, or null
 */
public record Container(
        int id,
        String hostname,
        int cores,
        long memoryMb,
        @Nullable Long swapMb,
        RootDisk rootDisk,
        Network network,
        @Nullable Source source,
        @Nullable String templateSnapshot,
        boolean unprivileged,
        List<String> features,
        List<String> options,
        Map<String, String> rawLines,
        Boot boot,
        List<Integer> gpus,
        String portainerRole,
        List<Port> ports,
        @Nullable ModelServer modelServer,
        @Nullable HealthCheck healthCheck,
        @Nullable Firewall firewall,
        @Nullable String script) {
    public Container {
        features = List.copyOf(features);
        options = List.copyOf(options);
        rawLines = Map.copyOf(rawLines);
        gpus = List.copyOf(gpus);
        ports = List.copyOf(ports);
    }

    /** Whether other containers are cloned from it, so that it never runs and never has mounts. */
    public boolean isTemplate() {
        return templateSnapshot != null;
    }
}
