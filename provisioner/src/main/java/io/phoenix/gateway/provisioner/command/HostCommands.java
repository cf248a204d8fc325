package io.phoenix.gateway.provisioner.command;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs on this host, in the C locale, so that their texts can be read. */
public final class HostCommands implements CommandRunner {
    /** No program that is asked here has more to say; what is beyond is read and dropped, lest it blocks. */
    private static final int MAX_OUTPUT = 8 << 20;

    private static final File NOTHING = new File("/dev/null");

    @Override
    public Outcome run(Command command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command.arguments());
        builder.environment().put("LC_ALL", "C");
        Path input = command.input();
        builder.redirectInput(input == null ? NOTHING : input.toFile());
        Process process = builder.start();
        CompletableFuture<String> out = read(process.getInputStream());
        CompletableFuture<String> err = read(process.getErrorStream());
        try {
            if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(command + " was ended: it took longer than "
                        + command.timeout().toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), text(out), text(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        ByteArrayOutputStream kept = new ByteArrayOutputStream();
                        byte[] chunk = new byte[8192];
                        int n;
                        while ((n = stream.read(chunk)) >= 0) {
                            kept.write(chunk, 0, Math.min(n, MAX_OUTPUT - kept.size()));
                        }
                        return kept.toString(StandardCharsets.UTF_8).stripTrailing();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> {
                    Thread thread = new Thread(task, "command-output");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    /** A program may leave a child that holds its streams open (a daemon): what was written till then counts. */
    private static String text(CompletableFuture<String> stream) throws IOException, InterruptedException {
        try {
            return stream.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("its output cannot be read: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("it ended, but something that it left behind keeps its output open", e);
        }
    }
}
