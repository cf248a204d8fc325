package io.phoenix.gateway.provisioner.check;

import io.phoenix.gateway.provisioner.json.JsonPath;

/** Where things stand in the two files, and how absolute paths lie to each other. */
final class Paths {
    private Paths() {}

    static JsonPath container(int id) {
        return JsonPath.of("lxc_configs", Integer.toString(id));
    }

    static JsonPath volume(String name) {
        return JsonPath.of("shared_volumes", name);
    }

    static JsonPath mount(String volume, int container) {
        return volume(volume).key("mounts").key(Integer.toString(container));
    }

    /** Whether {@code path} is really below {@code parent}; both canonical. */
    static boolean isBelow(String path, String parent) {
        return path.startsWith(parent.endsWith("/") ? parent : parent + "/") && !path.equals(parent);
    }

    static boolean isAtOrBelow(String path, String parent) {
        return path.equals(parent) || isBelow(path, parent);
    }
}
