package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.TlsSetupException;
import io.phoenix.gateway.server.config.ConfigReader;
import io.phoenix.gateway.server.config.ConfigResult;
import io.phoenix.gateway.server.config.GatewayConfig;
import io.phoenix.gateway.server.config.HostPort;
import io.phoenix.gateway.server.config.ListenerConfig;
import io.phoenix.gateway.server.observe.Logs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the JVM compile what requests need before it takes the clients of another gateway: a cold one on the same core
 * is too slow for them, and they wait. It asks a gateway of its own, where nobody looks for it, and pauses after each
 * request for as long as it took, for the one that serves. Blocks.
 */
final class WarmUp {

    private static final int REQUESTS = 4_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Connections on both sides are part of what is to be known. */
    private static final int PER_CONNECTION = 20;

    private static final int CONNECT_MILLIS = 200;
    private static final int ANSWER_MILLIS = 5_000;
    private static final int ROOM = 4096;

    private static final byte[] REQUEST = message(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(200) + "\"}]}");
    private static final byte[] ANSWER =
            message("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", "{\"choices\":[]}");
    private static final byte[] LAST_ANSWER =
            message("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n", "{\"choices\":[]}");

    private WarmUp() {}

    private static byte[] message(String head, String body) {
        return (head + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether somebody serves already on an address that {@code config} would share. */
    static boolean isUseful(GatewayConfig config) {
        return config.listeners().stream()
                .filter(ListenerConfig::reusePort)
                .anyMatch(listener -> isServed(listener.address()));
    }

    private static boolean isServed(HostPort address) {
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    /**
     * Warms up, for some seconds. It opens logs of its own, so that it must be over before others are.
     *
     * @throws IOException when it does not come to it
     * @throws TlsSetupException never: there is no TLS in it
     */
    static void run() throws IOException, TlsSetupException {
        Path directory = Files.createTempDirectory("phoenix-warm-up-");
        try (ServerSocket backend = new ServerSocket(0, PER_CONNECTION, InetAddress.getLoopbackAddress())) {
            inBackground(() -> serve(backend));
            GatewayConfig config = config(directory, backend.getLocalPort());
            Logs logs = Logs.open(config.logs());
            try (Gateway gateway = Gateway.start(config, logs)) {
                ask(gateway.address("http"));
            } finally {
                logs.close();
            }
        } finally {
            DemoRun.delete(directory);
        }
    }

    private static GatewayConfig config(Path directory, int backend) {
        String text = """
                hosts: [localhost]
                listeners: [{ name: http, address: "127.0.0.1:0" }]
                admin: { address: "127.0.0.1:0" }
                logs: { directory: "%1$s" }
                limits: { spill-directory: "%1$s" }
                workers: 1
                upstreams:
                  backend: { address: "127.0.0.1:%2$d" }
                models:
                  m: { upstream: backend }
                routes:
                  - { name: chat, path: /v1/chat/completions, models: chat }
                """.formatted(directory, backend);
        ConfigResult result = ConfigReader.read("warm-up", text, directory);
        if (result instanceof ConfigResult.Accepted accepted) {
            return accepted.config();
        }
        throw new IllegalStateException("the configuration for warming up is not valid: " + result.problems());
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(ServerSocket backend) {
        try {
            while (true) {
                Socket connection = backend.accept();
                inBackground(() -> serve(connection));
            }
        } catch (IOException closed) {
            // It is over.
        }
    }

    private static void serve(Socket connection) {
        byte[] room = new byte[ROOM];
        try (connection) {
            connection.setTcpNoDelay(true);
            for (int i = 1; i <= PER_CONNECTION && connection.getInputStream().read(room) > 0; i++) {
                connection.getOutputStream().write(i < PER_CONNECTION ? ANSWER : LAST_ANSWER);
            }
        } catch (IOException closed) {
            // It is over.
        }
    }

    private static void ask(InetSocketAddress gateway) throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        for (int asked = 0; asked < REQUESTS && System.nanoTime() - end < 0; asked += PER_CONNECTION) {
            try (Socket client = new Socket(gateway.getAddress(), gateway.getPort())) {
                client.setTcpNoDelay(true);
                client.setSoTimeout(ANSWER_MILLIS);
                byte[] room = new byte[ROOM];
                for (int i = 0; i < PER_CONNECTION; i++) {
                    long begun = System.nanoTime();
                    client.getOutputStream().write(REQUEST);
                    requireGood(room, client.getInputStream().read(room));
                    LockSupport.parkNanos(System.nanoTime() - begun);
                }
            }
        }
    }

    /** So short an answer comes in one piece. */
    private static void requireGood(byte[] room, int length) throws IOException {
        String answer = new String(room, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("}")) {
            throw new IOException("it was answered: " + answer);
        }
    }
}
