package io.phoenix.gateway.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** A server that says who it is and what it was sent, and notices what no gateway may send it. */
final class TrafficServer implements AutoCloseable {

    private final String name;
    private final RawUpstream upstream;
    private final AtomicInteger smuggled = new AtomicInteger();

    TrafficServer(String name) throws IOException {
        this.name = name;
        upstream = RawUpstream.start((connection, n) -> {
            try {
                serve(connection);
            } catch (EOFException | SocketException left) {
                // As clients in bad faith do.
            }
        });
    }

    /** The body of the answer of the server {@code name} to one with {@code body}. */
    static String answer(String name, String body) {
        CRC32 sum = new CRC32();
        sum.update(body.getBytes(StandardCharsets.ISO_8859_1));
        return name + " got " + body.length() + " bytes of sum " + sum.getValue();
    }

    /** The events that it sends to whoever has {@code token}. */
    static String events(String name, String token) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            all.append(event(name, token, i));
        }
        return all.toString();
    }

    private static String event(String name, String token, int i) {
        return "data: " + name + ' ' + token + ' ' + i + "\n\n";
    }

    private void serve(RawConnection connection) throws IOException {
        String head;
        while (!(head = connection.readHead()).isEmpty()) {
            if (head.contains("/smuggled")) {
                smuggled.incrementAndGet();
            }
            if (head.contains(" /events ")) {
                sendEvents(connection, RawConnection.header(head, "x-token"));
            } else if (head.contains(" /socket ")) {
                connection.send(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                connection.in().transferTo(connection.out());
                return;
            } else {
                String answer = answer(name, connection.readBody(head));
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
            }
        }
    }

    private void sendEvents(RawConnection connection, String token) throws IOException {
        connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++) {
            String event = event(name, token, i);
            connection.send(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
        }
        connection.send("0\r\n\r\n");
    }

    String address() {
        return upstream.address();
    }

    /** Requests that no client's framing stated. */
    int smuggled() {
        return smuggled.get();
    }

    @Override
    public void close() {
        upstream.close();
    }
}
