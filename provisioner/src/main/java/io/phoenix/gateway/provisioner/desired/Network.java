package io.phoenix.gateway.provisioner.desired;

import org.jspecify.annotations.Nullable;

/**
 * A container's network card.
 *
 * @param name in the container, such as {@code eth0}
 * @param mac in upper case, or null: then the one that it has is kept
 */
public record Network(
        String name,
        String bridge,
        Cidr address,
        Ipv4 gateway,
        @Nullable String mac) {}
