package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An app that does not know of its prefix: where it sends its clients, and where its cookies go. */
@Timeout(60)
final class PrefixMountIT {

    @TempDir
    Path directory;

    private String answer(String path, String upgrade, String said) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(said);
                TestGateway gateway =
                        TestGateway.start(directory, TestGateway.LISTENERS + """
                        upstreams:
                          app: { address: "%s" }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                          - { name: near, path: /app/api/pull, strip-prefix: /app/, upstream: app }
                          - { name: kept, path: /kept/, upstream: app, strip-prefix: false }
                        """.formatted(upstream.address()));
                RawConnection client = RawConnection.to(gateway.port())) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: localhost:8080\r\n" + upgrade + "\r\n");
            // Names of headers have no case.
            return client.readHead().replace("Location:", "location:").replace("Set-Cookie:", "set-cookie:");
        }
    }

    private static String redirect(String location) {
        return "HTTP/1.1 302 Found\r\nLocation: " + location
                + "\r\nSet-Cookie: a=b; Path=/\r\nSet-Cookie: c=d; Path=/; HttpOnly\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void belowAStrippedPrefix() throws Exception {
        assertThat(answer("/app/x", "", redirect("/login")))
                .contains("location: /app/login\r\n", "set-cookie: a=b; Path=/app/\r\n")
                .contains("set-cookie: c=d; Path=/app/; HttpOnly\r\n");
        assertThat(answer("/app/x", "", redirect("https://localhost:8080/login")))
                .contains("location: http://localhost:8080/app/login\r\n");
        assertThat(answer("/app/x", "", redirect("https://example.com/login")))
                .contains("location: https://example.com/login\r\n");
        assertThat(answer("/app/api/pull", "", redirect("/login"))).contains("location: /app/login\r\n");
    }

    @Test
    void belowAKeptPrefix() throws Exception {
        assertThat(answer("/kept/x", "", redirect("/login")))
                .contains("location: /login\r\n", "set-cookie: a=b; Path=/\r\n");
    }

    @Test
    void aCookieOfAWebSocket() throws Exception {
        assertThat(answer("/app/x", "Connection: upgrade\r\nUpgrade: websocket\r\n", """
                        HTTP/1.1 101 Switching Protocols\r
                        Connection: upgrade\r
                        Upgrade: websocket\r
                        Set-Cookie: a=b; Path=/\r
                        \r
                        """))
                .startsWith("HTTP/1.1 101")
                .contains("set-cookie: a=b; Path=/app/\r\n");
    }
}
