package io.phoenix.gateway.provisioner.lxc;

import io.phoenix.gateway.provisioner.desired.Access;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code lxc.mount.entry}, which has the form of fstab.
 *
 * @param source on the host
 * @param path in the container, absolute
 * @param options such as {@code bind} and {@code ro}
 */
record MountEntry(String source, String path, List<String> options) {
    static final String KEY = "lxc.mount.entry";

    MountEntry {
        options = List.copyOf(options);
    }

    /** What {@code value} says; null if it is no fstab line. */
    static @Nullable MountEntry of(String value) {
        String[] fields = value.strip().split("\\s+", -1);
        return fields.length < 4
                ? null
                : new MountEntry(
                        plain(fields[0]),
                        "/" + plain(fields[1]).replaceFirst("^/+", ""),
                        Arrays.asList(fields[3].split(",", -1)));
    }

    /** One that shows a directory of the host. */
    static MountEntry directory(String source, String path, Access access) {
        return new MountEntry(
                source,
                path,
                access == Access.READ_ONLY ? List.of("bind", "ro", "create=dir") : List.of("bind", "create=dir"));
    }

    /** One that shows a device of the host; the container starts without it if it is gone. */
    static MountEntry device(String source) {
        return new MountEntry(source, source, List.of("bind", "optional", "create=file"));
    }

    boolean isDevice() {
        return isBind() && source.startsWith("/dev/");
    }

    /** Whether it shows a directory of the host's disks, and not of its kernel. */
    boolean isDirectory() {
        return isBind() && !isDevice() && !source.startsWith("/sys/") && !source.startsWith("/proc/");
    }

    private boolean isBind() {
        return source.startsWith("/") && (options.contains("bind") || options.contains("rbind"));
    }

    Access access() {
        return options.contains("ro") ? Access.READ_ONLY : Access.READ_WRITE;
    }

    /** As the file has it; the container's path is relative there. */
    String line() {
        return escaped(source) + " " + escaped(path.substring(1)) + " none " + String.join(",", options) + " 0 0";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011");
    }

    private static String plain(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
