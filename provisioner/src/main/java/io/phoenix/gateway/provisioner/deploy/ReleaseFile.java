package io.phoenix.gateway.provisioner.deploy;

import io.phoenix.gateway.provisioner.host.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release as {@code bin/release} writes it, whose content is what its hash says.
 *
 * @param sha256 in hexadecimal digits
 */
public record ReleaseFile(Path file, String version, String sha256) {
    private static final Pattern NAME = Pattern.compile("phoenix-gateway-([A-Za-z0-9][A-Za-z0-9._+-]*)\\.tar\\.gz");

    /**
     * Reads the file and the hash beside it.
     *
     * @throws DeployException if it is no release, or not whole
     */
    public static ReleaseFile of(Path file) throws IOException {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            throw fault(file + " is no phoenix-gateway-VERSION.tar.gz, as bin/release writes it");
        }
        if (!Files.isRegularFile(file)) {
            throw fault(file + " does not exist");
        }
        Path sum = Path.of(file + ".sha256");
        if (!Files.isRegularFile(sum)) {
            throw fault(sum + " does not exist: bring it too, it tells whether the release is whole");
        }
        String hash = FileDigest.sha256(file);
        String expected = Files.readString(sum).strip().split(" ", 2)[0];
        if (!hash.equals(expected)) {
            throw fault(file + " is not what was built: its SHA-256 is " + hash + ", and " + sum + " says " + expected);
        }
        return new ReleaseFile(file, name.group(1), hash);
    }

    private static DeployException fault(String message) {
        return new DeployException(DeployException.Cause.INPUT, message);
    }
}
