package io.phoenix.gateway.provisioner.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Who owns a file or a directory, and who may do what with it.
 *
 * @param mode four octal digits
 */
record FileAccess(long uid, long gid, String mode) {
    private static final int PERMISSIONS = 07777;

    /** Of what is at {@code path} itself, symbolic link or not. */
    static FileAccess of(Path path) throws IOException {
        Map<String, Object> now = Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        return new FileAccess(
                number(now, "uid"), number(now, "gid"), String.format("%04o", number(now, "mode") & PERMISSIONS));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name))).longValue();
    }
}
