package io.phoenix.gateway.provisioner.desired;

/** The disk that a container starts from: a storage of Proxmox, and a size in GiB. */
public record RootDisk(String storage, int sizeGb) {}
