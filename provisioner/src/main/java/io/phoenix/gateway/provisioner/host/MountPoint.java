package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.desired.Access;

/**
 * A directory of the host that a container sees. Its path in the container is what it is known by; the index is only
 * kept.
 *
 * @param index N of Proxmox's {@code mpN}; where the host's system has no such numbers, the place in the list
 * @param hostPath the host's directory
 * @param path absolute, in the container
 */
public record MountPoint(int index, String hostPath, String path, Access access) {
    /** Whether the container would see the same by {@code other}. */
    public boolean isLike(MountPoint other) {
        return hostPath.equals(other.hostPath) && path.equals(other.path) && access == other.access;
    }
}
