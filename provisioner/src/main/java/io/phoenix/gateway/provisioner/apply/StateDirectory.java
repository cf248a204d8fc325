package io.phoenix.gateway.provisioner.apply;

import io.phoenix.gateway.provisioner.host.BusyException;
import io.phoenix.gateway.provisioner.host.FailureText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The provisioner's own directory, locked for whoever has it open: one at a time changes the host. */
public final class StateDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;

    private StateDirectory(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Makes it if it is not there, and locks it. The lock goes with the process, however that ends.
     *
     * @throws BusyException if another one has it
     */
    public static StateDirectory open(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new IOException(
                    "the directory " + directory + " cannot be made (" + FailureText.reason(e)
                            + "); name another with --state",
                    e);
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "the directory " + directory + " cannot be written (" + FailureText.reason(e)
                            + "); name another with --state",
                    e);
        }
        if (lock(channel) == null) {
            channel.close();
            throw new BusyException("another provisioner is at work (" + directory.resolve("lock") + " is locked)");
        }
        return new StateDirectory(directory, channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** What was done so far. */
    public Journal journal() {
        return new Journal(directory);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
