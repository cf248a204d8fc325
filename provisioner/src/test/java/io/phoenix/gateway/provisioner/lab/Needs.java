package io.phoenix.gateway.provisioner.lab;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What a machine must have for a test; where it has not, the test says so and is skipped, which CI does not allow. */
public final class Needs {
    private Needs() {}

    /** The rights to make namespaces and mounts. */
    public static void root() {
        if (!"root".equals(System.getProperty("user.name"))) {
            skip("it makes network cards and mounts, which only root may");
        }
    }

    /** Programs, and the Debian packages that have them. */
    public static void programs(String packages, String... programs) {
        List<String> missing =
                Arrays.stream(programs).filter(program -> !isThere(program)).toList();
        if (!missing.isEmpty()) {
            skip("it needs " + String.join(", ", missing) + ": apt-get install " + packages);
        }
    }

    /** A file, such as a device. */
    public static void file(String path) {
        if (!Files.exists(Path.of(path))) {
            skip("this machine has no " + path);
        }
    }

    /** A file that a property names, and what makes both. */
    public static Path named(String property, String by) {
        String file = System.getProperty(property, "");
        if (file.isEmpty()) {
            skip("-D" + property + " names no file; run " + by);
        }
        return Path.of(file);
    }

    private static void skip(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            fail("CI must not skip this test: " + reason);
        }
        abort("skipped: " + reason);
    }

    private static boolean isThere(String program) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
