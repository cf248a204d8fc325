package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running proxy on ports of its own. Thread-safe. */
final class PeerProcess implements Target, AutoCloseable {
    private static final long STOP_SECONDS = 10;
    private static final long TAKE_OVER_SECONDS = 60;

    private final Peer peer;
    private final Path directory;
    private final List<String> pin;
    private final int port;
    private final int tlsPort;
    private final long startNanos;
    private volatile Process process;

    private PeerProcess(
            Peer peer, Path directory, List<String> pin, Process process, int port, int tlsPort, long startNanos) {
        this.peer = peer;
        this.directory = directory;
        this.pin = pin;
        this.process = process;
        this.port = port;
        this.tlsPort = tlsPort;
        this.startNanos = startNanos;
    }

    /**
     * Starts {@code peer} with the configuration in {@code peers} and waits for its first right answer.
     *
     * @param pin a command that runs another on the proxy's core; empty where there is none
     * @throws IOException if it does not come to that; the message says what it printed
     */
    static PeerProcess start(
            Peer peer, Path peers, Path directory, Path certificates, List<Backend> backends, List<String> pin)
            throws IOException, InterruptedException {
        int[] ports = freePorts(3);
        Map<String, String> words = new HashMap<>(peer.words());
        words.put("HTTP", Integer.toString(ports[0]));
        words.put("TLS", Integer.toString(ports[1]));
        words.put("ADMIN", Integer.toString(ports[2]));
        words.put("BACKEND_A", Integer.toString(backends.get(0).port()));
        words.put("BACKEND_B", Integer.toString(backends.get(1).port()));
        words.put("DIRECTORY", directory.toString());
        words.put("CERTIFICATES", certificates.toString());
        for (String file : peer.files()) {
            Files.writeString(directory.resolve(file), fill(Files.readString(peers.resolve(file)), words));
        }
        Path output = directory.resolve("output.log");
        long begun = System.nanoTime();
        Process process = launch(peer, directory, pin, List.of());
        if (!FirstAnswer.await(process, ports[0])) {
            process.destroy();
            throw new IOException(peer.name() + " gives no answer; it printed: "
                    + Files.readString(output, UTF_8).strip());
        }
        return new PeerProcess(peer, directory, pin, process, ports[0], ports[1], System.nanoTime() - begun);
    }

    private static Process launch(Peer peer, Path directory, List<String> pin, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(pin);
        command.addAll(peer.command(directory));
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        Redirect.appendTo(directory.resolve("output.log").toFile()));
        builder.environment().putAll(peer.environment());
        return builder.start();
    }

    private static String fill(String text, Map<String, String> words) {
        String filled = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace('@' + word.getKey() + '@', word.getValue());
        }
        return filled;
    }

    /** Ports that nobody listens on now. */
    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            int[] ports = new int[count];
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
                ports[i] = sockets.get(i).getLocalPort();
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    Peer peer() {
        return peer;
    }

    long pid() {
        return process.pid();
    }

    /** From the start of its process to its first right answer. */
    long startNanos() {
        return startNanos;
    }

    /**
     * Takes over a new configuration, as its operators do it; returns when the process with the old one has ended.
     *
     * @throws IOException if it does not come to that
     */
    void takeOver() throws IOException, InterruptedException {
        String signal = peer.reloadSignal();
        if (signal == null) {
            takeOverBySecond();
            return;
        }
        List<ProcessHandle> old = process.children().toList();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        for (ProcessHandle worker : old) {
            awaitEnd(worker);
        }
    }

    /** What {@code bin/provision deploy} does. */
    private void takeOverBySecond() throws IOException, InterruptedException {
        int admin = freePorts(1)[0];
        Process second = launch(peer, directory, pin, List.of("--admin", "127.0.0.1:" + admin));
        if (!FirstAnswer.awaitReady(second, admin)) {
            second.destroy();
            throw new IOException("a second " + peer.name() + " does not start");
        }
        Process first = process;
        process = second;
        first.destroy();
        awaitEnd(first.toHandle());
    }

    private void awaitEnd(ProcessHandle old) throws IOException, InterruptedException {
        try {
            old.onExit().get(TAKE_OVER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            old.destroyForcibly();
            throw new IOException("the old " + peer.name() + " does not end", e);
        }
    }

    @Override
    public String name() {
        return peer.name();
    }

    @Override
    public int port(int backend) {
        return port;
    }

    @Override
    public int tlsPort() {
        return tlsPort;
    }

    @Override
    public String prefix() {
        return "/app";
    }

    @Override
    public boolean isProxy() {
        return true;
    }

    @Override
    public boolean runsOnJvm() {
        return peer.runsOnJvm();
    }

    @Override
    public Usage usage() {
        return Usage.of(process.toHandle());
    }

    @Override
    public void resetPeak() {
        Usage.resetPeak(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
