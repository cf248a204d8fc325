package io.phoenix.gateway.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system's sockets may hold of what nobody reads. */
final class SocketBuffers {

    private static final long MIB = 1024 * 1024;

    private SocketBuffers() {}

    /**
     * The most that a writer gets rid of when the reader behind the gateway has a narrow buffer and does not read: the
     * buffers to send from of writer and gateway, the gateway's to receive in, and a little of its own.
     */
    static long most() throws IOException {
        return 2 * largest("tcp_wmem") + largest("tcp_rmem") + 8 * MIB;
    }

    private static long largest(String buffer) throws IOException {
        // In one read: what is left of such a file after it cannot be had.
        try (BufferedReader sizes = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4", buffer))) {
            return Long.parseLong(sizes.readLine().split("\\s+", -1)[2]);
        }
    }
}
