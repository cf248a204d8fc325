package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
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

    private final Peer peer;
    private final Process process;
    private final int port;
    private final int tlsPort;
    private final long answeredAt;

    private PeerProcess(Peer peer, Process process, int port, int tlsPort, long answeredAt) {
        this.peer = peer;
        this.process = process;
        this.port = port;
        this.tlsPort = tlsPort;
        this.answeredAt = answeredAt;
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
        List<String> command = new ArrayList<>(pin);
        command.addAll(peer.command(directory));
        Path output = directory.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(peer.environment());
        Process process = builder.start();
        if (!FirstAnswer.await(process, ports[0])) {
            process.destroy();
            throw new IOException(peer.name() + " gives no answer; it printed: "
                    + Files.readString(output, UTF_8).strip());
        }
        return new PeerProcess(peer, process, ports[0], ports[1], System.nanoTime());
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

    /** When it had answered for the first time, by {@link System#nanoTime()}. */
    long answeredAt() {
        return answeredAt;
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
