package io.phoenix.gateway.core.exchange;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Where bodies go that are too long to be held in memory. One thread does all the waiting for the disk, so that no
 * worker ever does; files have no name from the moment they are open, so that nothing is left behind even by a crash.
 * Thread-safe.
 */
public final class SpillDisk implements AutoCloseable {

    private final Path directory;
    private final ExecutorService thread;

    /** Spills into {@code directory}, which is looked at only when it is needed. */
    public SpillDisk(Path directory) {
        this.directory = directory;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread spill = new Thread(task, "spill");
            spill.setDaemon(true);
            return spill;
        });
    }

    ExecutorService thread() {
        return thread;
    }

    /** Opens a nameless file; on the spill thread only. */
    FileChannel open() throws IOException {
        Path file = directory.resolve("phoenix-gateway-body-" + UUID.randomUUID());
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.delete(file);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    /** Ends the spill thread after what is queued. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
