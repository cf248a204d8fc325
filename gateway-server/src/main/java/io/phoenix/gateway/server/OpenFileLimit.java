package io.phoenix.gateway.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files, sockets included, the process may have open, and how many clients that is enough for. Stateless. */
final class OpenFileLimit {

    /** What Linux allows where nothing is said. */
    private static final int USUAL = 1024;

    /** For logs, class files, spilled bodies, listeners and connections that are being refused. */
    private static final int OWN = 256;

    private static final int LEAST_CLIENTS = 64;
    private static final int MOST_CLIENTS = 100_000;

    private OpenFileLimit() {}

    /** The limit in force; the JVM raises it to the hard one when it starts. */
    static int read() {
        try {
            return parse(Files.readString(Path.of("/proc/self/limits"), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // Not Linux.
            return USUAL;
        }
    }

    static int parse(String limits) {
        for (String line : limits.split("\n", -1)) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().split(" +", 2)[0];
                return soft.equals("unlimited")
                        ? Integer.MAX_VALUE
                        : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(soft));
            }
        }
        return USUAL;
    }

    /** As many clients as {@code files} are enough for when each has a connection to an upstream. */
    static int clients(int files) {
        return Math.max(LEAST_CLIENTS, Math.min(MOST_CLIENTS, (files - OWN) / 2));
    }
}
