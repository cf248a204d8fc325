package io.phoenix.gateway.provisioner.desired;

/**
 * Where a container finds a volume.
 *
 * @param container the container's id
 * @param path absolute, in the container
 */
public record Mount(int container, String path, Access access) {}
