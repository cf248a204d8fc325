package io.phoenix.gateway.server;

import io.phoenix.gateway.core.tls.TlsSetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * {@code gateway rehearse}: serves the demo some requests of its own and ends, so that a JVM that is told to can record
 * the classes that a start needs. For {@code bin/gateway}, not for people.
 */
final class RehearseCommand {

    private static final int ROUNDS = 20;
    private static final String CHAT =
            "{\"model\":\"granite\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final PrintWriter err;

    RehearseCommand(PrintWriter err) {
        this.err = err;
    }

    /** Rehearses, and returns the exit code. */
    int call() {
        try {
            DemoRun demo = DemoRun.startAnywhere();
            try {
                InetSocketAddress http = demo.gateway().address("http");
                for (int i = 0; i < ROUNDS; i++) {
                    ask(
                            http,
                            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + CHAT.length() + "\r\n\r\n"
                                    + CHAT);
                    ask(http, "GET /qdrant/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                }
            } finally {
                demo.gateway().close();
                demo.close();
            }
            return 0;
        } catch (IOException | TlsSetupException e) {
            err.println("gateway: " + e.getMessage());
            return 1;
        }
    }

    private static void ask(InetSocketAddress server, String request) throws IOException {
        try (Socket client = new Socket(server.getAddress(), server.getPort())) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = client.getInputStream();
            String status = new String(answer.readNBytes(12), StandardCharsets.US_ASCII);
            if (!status.equals("HTTP/1.1 200")) {
                throw new IOException("the rehearsal was answered " + status);
            }
            answer.transferTo(OutputStream.nullOutputStream());
        }
    }
}
