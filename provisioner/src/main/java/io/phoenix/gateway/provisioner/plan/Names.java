package io.phoenix.gateway.provisioner.plan;

import io.phoenix.gateway.provisioner.desired.Volume;

/** What plans call things. */
public final class Names {
    private Names() {}

    /** A container, by its id. */
    public static String container(int id) {
        return "CT " + id;
    }

    /** A volume, by its name. */
    public static String volume(Volume volume) {
        return "volume " + volume.name();
    }

    /** Whether {@code path} is {@code parent} or below it; both canonical. */
    static boolean isAtOrBelow(String path, String parent) {
        return path.equals(parent) || path.startsWith(parent.endsWith("/") ? parent : parent + "/");
    }
}
