package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What path routes do to requests and answers, seen by a raw client and a raw backend. */
final class ProxyIT {

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        upstreams:
                          app: { address: "%s" }
                        routes:
                          - { name: app, path: /qdrant/, upstream: app }
                        """.formatted(upstream.address()));
    }

    @Test
    void stripsThePrefixOnTheRawBytes() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> {
                    String head = connection.readHead();
                    String line = head.substring(0, head.indexOf('\r'));
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + line.length() + "\r\n\r\n" + line);
                });
                TestGateway gateway = gateway(upstream);
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET /qdrant/collections/a%2Fb//c?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readMessage()).endsWith("GET /collections/a%2Fb//c?x=1 HTTP/1.1");
        }
    }
}
