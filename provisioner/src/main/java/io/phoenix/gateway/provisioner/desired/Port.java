package io.phoenix.gateway.provisioner.desired;

/**
 * A port that a container listens on.
 *
 * @param outside the one at the container's address
 * @param inside the service's own, which differs where Docker maps it
 */
public record Port(int outside, int inside) {}
