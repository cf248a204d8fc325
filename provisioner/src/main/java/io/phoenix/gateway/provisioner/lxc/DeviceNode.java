package io.phoenix.gateway.provisioner.lxc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A device of the host: its kind, {@code c} or {@code b}, and its numbers, which are what the kernel is told. */
record DeviceNode(char kind, long major, long minor) {
    private static final int TYPE = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    /**
     * The one at {@code path}.
     *
     * @throws IOException if nothing is there, or no device
     */
    static DeviceNode at(Path path) throws IOException {
        int type = (int) Files.getAttribute(path, "unix:mode") & TYPE;
        if (type != CHARACTER && type != BLOCK) {
            throw new IOException(path + " is no device");
        }
        long number = (long) Files.getAttribute(path, "unix:rdev");
        // The layout of glibc's dev_t.
        long major = (number >>> 8 & 0xfff) | (number >>> 32 & 0xfffff000L);
        long minor = (number & 0xff) | (number >>> 12 & 0xffffff00L);
        return new DeviceNode(type == CHARACTER ? 'c' : 'b', major, minor);
    }

    /** As a cgroup's list of allowed devices has it. */
    String rule() {
        return kind + " " + major + ":" + minor + " rwm";
    }
}
