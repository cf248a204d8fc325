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
final class ConfLock implements AutoCloseable {
    private static final String SECONDS = "10";

    private final Process holder;

    private ConfLock(Process holder) {
        this.holder = holder;
    }

    /**
     * Takes the lock.
     *
     * @throws BusyException if somebody else had it for ten seconds
     */
    static ConfLock take(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Process holder = new ProcessBuilder("flock", "-w", SECONDS, file.toString(), "cat")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        OutputStream in = holder.getOutputStream();
        InputStream out = holder.getInputStream();
        // What comes back has been through the program, so the program runs, so it has the lock.
        try {
            in.write('\n');
            in.flush();
        } catch (IOException e) {
            // It has given up; there will be nothing to read.
        }
        if (out.read() < 0) {
            holder.destroy();
            throw new BusyException("somebody else holds " + file);
        }
        return new ConfLock(holder);
    }

    @Override
    public void close() throws IOException {
        holder.getOutputStream().close();
    }
}
