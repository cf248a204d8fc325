package io.phoenix.gateway.provisioner.lxc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of a start, whose first error is the one that the others follow from. */
final class StartLog {
    private static final Pattern ERROR =
            Pattern.compile("^lxc-start .* ERROR\\s+\\S+ - \\S+ - (.*)$", Pattern.MULTILINE);

    private StartLog() {}

    /** What it says; {@code otherwise} if it says nothing. */
    static String reason(Path log, String otherwise) throws IOException {
        if (!Files.exists(log)) {
            return otherwise;
        }
        Matcher error = ERROR.matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
        return error.find() ? error.group(1) + " (" + log + " has more)" : otherwise;
    }
}
