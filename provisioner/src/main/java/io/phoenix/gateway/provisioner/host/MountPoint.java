package io.phoenix.gateway.provisioner.host;

import io.phoenix.gateway.provisioner.desired.Access;

/**
 * A directory of the host that a container sees. Its path in the container is what it is known by; the index is only
 * kept.
 *
 * @param index N of Proxmox's {@code mpN}, or the place in the list of plain LXC; -1 if it has none yet
 * @param hostPath the host's directory
 * @param path absolute, in the container
 */
public record MountPoint(int index, String hostPath, String path, Access access) {
    /** One that is not yet there. */
    public static MountPoint of(String hostPath, String path, Access access) {
        return new MountPoint(-1, hostPath, path, access);
    }

    /** Whether the container would see the same by {@code other}. */
    public boolean isLike(MountPoint other) {
        return hostPath.equals(other.hostPath) && path.equals(other.path) && access == other.access;
    }
}
