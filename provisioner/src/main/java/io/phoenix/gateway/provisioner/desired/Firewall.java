package io.phoenix.gateway.provisioner.desired;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A container's firewall. */
public record Firewall(boolean enabled, List<Rule> rules) {
    public Firewall {
        rules = List.copyOf(rules);
    }

    /** What happens to packets; what is null is any. */
    public record Rule(
            Direction direction,
            String action,
            @Nullable String source,
            @Nullable String destination,
            @Nullable String protocol,
            @Nullable Integer port) {}

    /** As seen from the container. */
    public enum Direction {
        IN,
        OUT
    }
}
