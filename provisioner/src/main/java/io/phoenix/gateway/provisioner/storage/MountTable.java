package io.phoenix.gateway.provisioner.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted, by {@code /proc/self/mountinfo}. */
public final class MountTable {
    private static final Path SELF = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private final List<String> mountPoints;

    private MountTable(List<String> mountPoints) {
        this.mountPoints = mountPoints;
    }

    /** The table as it is now. */
    public static MountTable now() throws IOException {
        return of(Files.readString(SELF));
    }

    static MountTable of(String mountinfo) {
        List<String> points = new ArrayList<>();
        mountinfo.lines().forEach(line -> points.add(unescaped(line.split(" ", -1)[MOUNT_POINT])));
        return new MountTable(points);
    }

    /** The mount point that {@code path}, absolute and canonical, lies on or would lie on. */
    public String mountPointOf(String path) {
        String deepest = "/";
        for (String point : mountPoints) {
            if (isAtOrBelow(path, point) && point.length() > deepest.length()) {
                deepest = point;
            }
        }
        return deepest;
    }

    static boolean isAtOrBelow(String path, String parent) {
        return path.equals(parent) || path.startsWith(parent.equals("/") ? "/" : parent + "/");
    }

    /** The kernel writes blanks, tabs, line ends and backslashes as three octal digits. */
    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
