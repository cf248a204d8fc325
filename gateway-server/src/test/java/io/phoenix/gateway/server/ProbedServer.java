package io.phoenix.gateway.server;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A server that answers probes, at {@code /health}, as a test tells it to, and every other request with its name. */
final class ProbedServer implements AutoCloseable {

    private final String name;
    private final RawUpstream upstream;
    private final AtomicInteger probes = new AtomicInteger();
    private volatile @Nullable String health = "200 OK";

    ProbedServer(String name) throws IOException {
        this.name = name;
        this.upstream = RawUpstream.start((connection, number) -> serve(connection));
    }

    /** One that speaks TLS. */
    ProbedServer(String name, SSLContext tls) throws IOException {
        this.name = name;
        this.upstream = RawUpstream.startTls(tls, (connection, number) -> serve(connection));
    }

    private void serve(RawConnection connection) throws IOException {
        try {
            String head;
            while (!(head = connection.readHead()).isEmpty()) {
                answer(connection, head);
            }
        } catch (SocketException | SSLException e) {
            // Who probes goes away when it has the status, or does not like a certificate.
        }
    }

    private void answer(RawConnection connection, String head) throws IOException {
        String status = "200 OK";
        if (head.startsWith("GET /health ")) {
            probes.incrementAndGet();
            status = health;
        }
        if (status != null) {
            connection.send("HTTP/1.1 " + status + "\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
        }
    }

    /** From now on probes get this status, as it stands in a status line; null leaves them without an answer. */
    void probesGet(@Nullable String status) {
        health = status;
    }

    /** How often it was probed so far. */
    int probes() {
        return probes.get();
    }

    String address() {
        return upstream.address();
    }

    @Override
    public void close() {
        upstream.close();
    }
}
