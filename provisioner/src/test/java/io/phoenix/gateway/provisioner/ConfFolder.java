package io.phoenix.gateway.provisioner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The operator's files, as they are shipped. */
public final class ConfFolder {
    static final Path HYPERVISOR = path("phoenix_hypervisor_config.json");
    static final Path CONTAINERS = path("phoenix_lxc_configs.json");
    static final Path GATEWAY = path("gateway.yaml");

    private ConfFolder() {}

    public static Path path(String name) {
        return Path.of("..", "conf", name);
    }

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
