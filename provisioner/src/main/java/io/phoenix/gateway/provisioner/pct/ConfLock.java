package io.phoenix.gateway.provisioner.pct;

import io.phoenix.gateway.provisioner.host.BusyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The lock that Proxmox takes while it changes a container's file. It is one of {@code flock}, which Java does not have
 * (its own are of {@code fcntl}); so a program holds it, which ends, and lets it go, when our end of its pipe closes,
 * whatever becomes of us.
 */
final class ConfLock {
    private static final String SECONDS = "10";

    private ConfLock() {}

    /** What is done under the lock. */
    interface Work {
        void run() throws IOException;
    }

    /**
     * Does {@code work} while it has the lock.
     *
     * @throws BusyException if somebody else had it for ten seconds
     */
    static void during(Path file, Work work) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Process holder = new ProcessBuilder("flock", "-w", SECONDS, file.toString(), "cat")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = holder.getOutputStream();
                InputStream out = holder.getInputStream()) {
            if (!echoes(in, out)) {
                throw new BusyException("somebody else holds " + file);
            }
            work.run();
        }
    }

    /** What comes back has been through the program, so the program runs, so it has the lock. */
    private static boolean echoes(OutputStream in, InputStream out) throws IOException {
        try {
            in.write('\n');
            in.flush();
        } catch (IOException e) {
            return false;
        }
        return out.read() >= 0;
    }
}
