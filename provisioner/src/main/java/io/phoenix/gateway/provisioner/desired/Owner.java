package io.phoenix.gateway.provisioner.desired;

/** Who owns a volume, as seen inside its containers; the host's ids follow from a container's id map. */
public record Owner(int uid, int gid) {
    /** The root of an unprivileged container. */
    public static final Owner CONTAINER_ROOT = new Owner(0, 0);

    @Override
    public String toString() {
        return uid + ":" + gid;
    }
}
