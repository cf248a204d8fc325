package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Asks a proxy that is starting until it answers. */
final class FirstAnswer {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final byte[] SMALL = question("/app/small");
    private static final byte[] READY = question("/readyz");

    private FirstAnswer() {}

    private static byte[] question(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").getBytes(US_ASCII);
    }

    /** Whether there is a right answer at {@code port} before {@code process} ends or patience does. */
    static boolean await(Process process, int port) {
        return await(process, port, SMALL, Content.smallAnswer(Request.BACKENDS.get(0)));
    }

    /** The same for the gateway's admin at {@code port}: whether it says that it is ready. */
    static boolean awaitReady(Process process, int port) {
        return await(process, port, READY, "ready\n".getBytes(US_ASCII));
    }

    private static boolean await(Process process, int port, byte[] question, byte[] expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            if (answers(port, question, expected)) {
                return true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return false;
    }

    private static boolean answers(int port, byte[] question, byte[] expected) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(question);
            byte[] answer = socket.getInputStream().readAllBytes();
            int from = Math.max(0, answer.length - expected.length);
            return Arrays.equals(expected, Arrays.copyOfRange(answer, from, answer.length));
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }
}
