package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners behind a proxy that speaks the PROXY protocol. */
@Timeout(60)
final class ProxyProtocolIT {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String GET = "GET /app HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n";

    @TempDir
    Path directory;

    private final TestAuthority authority;

    ProxyProtocolIT() throws Exception {
        authority = new TestAuthority();
    }

    private TestGateway gateway(RawUpstream upstream, String proxies) throws Exception {
        authority.write(directory, "a", "localhost");
        return TestGateway.start(directory, """
                hosts: [localhost]
                listeners:
                  - { name: http, address: "127.0.0.1:0", proxy-protocol: true }
                  - { name: https, address: "127.0.0.1:0", proxy-protocol: true, tls: true }
                tls: { directory: "%s" }
                trusted-proxies: [%s]
                admin: { address: "127.0.0.1:0" }
                limits: { header-timeout: 300ms, max-connections-per-address: 1 }
                upstreams: { app: { address: "%s" } }
                routes: [{ name: app, path: /app, upstream: app }]
                """.formatted(directory, proxies, upstream.address()));
    }

    private static RawUpstream tellingTheClient() throws IOException {
        return RawUpstream.start((connection, n) -> {
            String client = RawConnection.header(connection.readHead(), "x-forwarded-for");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + client.length() + "\r\n\r\n" + client);
        });
    }

    private static byte[] bytes(String header) {
        return header.startsWith("PROXY")
                ? (header + "\r\n").getBytes(StandardCharsets.US_ASCII)
                : HexFormat.of().parseHex(SIGNATURE + header);
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 203.0.113.7 10.0.0.1 4711 80, 203.0.113.7",
        "PROXY TCP6 2001:db8::7 2001:db8::1 4711 80, 2001:db8::7",
        "PROXY UNKNOWN, 127.0.0.1",
        // Version 2: TCP over IPv4, the same with a TLV of three bytes behind it, IPv6, and LOCAL.
        "2111000ccb0071070a000001126700500, 203.0.113.7",
        "21110012cb0071070a00000112670050e20003616263, 203.0.113.7",
        "2121002420010db800000000000000000000000720010db800000000000000000000000112670050, 2001:db8::7",
        "20000000, 127.0.0.1",
    })
    void theClientIsWhoTheProxySays(String header, String client) throws Exception {
        String whole = header.length() % 2 == 1 && !header.startsWith("PROXY")
                ? header.substring(0, header.length() - 1)
                : header;
        try (RawUpstream upstream = tellingTheClient();
                TestGateway gateway = gateway(upstream, "127.0.0.1")) {
            try (RawConnection proxy = RawConnection.to(gateway.port())) {
                String answer = proxy.send(bytes(whole)).send(GET).readMessage();
                // Of the proxy itself, which is trusted, the client's own header is believed.
                assertThat(answer).endsWith(client.equals("127.0.0.1") ? "6.6.6.6, 127.0.0.1" : "\r\n\r\n" + client);
            }
            assertThat(gateway.stopAndReadLog("access.log"))
                    .singleElement()
                    .asString()
                    .startsWith(client.equals("127.0.0.1") ? "6.6.6.6 " : client + " ");
        }
    }

    @Test
    void theHeaderComesBeforeTls() throws Exception {
        try (RawUpstream upstream = tellingTheClient();
                TestGateway gateway = gateway(upstream, "127.0.0.0/8");
                Socket tcp = new Socket(InetAddress.getByName("127.0.0.1"), gateway.port("https"))) {
            OutputStream out = tcp.getOutputStream();
            // In pieces, so that it has to be put together.
            out.write("PROXY TCP4 203.0.113.7 10.0.0".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            out.write(".1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII));
            SSLContext context = authority.client();
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, "localhost", 443, true);
            try (RawConnection client = new RawConnection(socket)) {
                assertThat(client.send(GET).readMessage()).endsWith("203.0.113.7");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /app HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PROXY TCP4 203.0.113.7\r\n",
                "PROXY TCP4 203.0.113.777 10.0.0.1 4711 80\r\n",
                "PROXY TCP4 203.0.113.7 10.0.0.1 4711 99999\r\n",
                "PROXY ",
                "",
                "\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\u000c000000000000",
                "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u00ff\u00ff"
            })
    void withoutAGoodHeaderTheConnectionIsClosed(String sent) throws Exception {
        try (RawUpstream upstream = tellingTheClient();
                TestGateway gateway = gateway(upstream, "127.0.0.1");
                RawConnection client = RawConnection.to(gateway.port())) {
            assertThat(client.send(sent).readToEnd()).isIn("", "<reset>");
            Gauge.refused(gateway, "proxy_header").awaitValue(1);
        }
    }

    @Test
    void whoIsNoTrustedProxyIsClosed() throws Exception {
        try (RawUpstream upstream = tellingTheClient();
                TestGateway gateway = gateway(upstream, "10.0.0.7");
                RawConnection client = RawConnection.to(gateway.port())) {
            client.awaitEnd();
            Gauge.refused(gateway, "untrusted_proxy").awaitValue(1);
            Gauge.clients(gateway).awaitValue(0);
        }
    }

    @Test
    void theLimitPerAddressIsForTheAddressThatIsTold() throws Exception {
        String header = "PROXY TCP4 203.0.113.%d 10.0.0.1 4711 80\r\n";
        try (RawUpstream upstream = tellingTheClient();
                TestGateway gateway = gateway(upstream, "127.0.0.1");
                RawConnection first = RawConnection.to(gateway.port());
                RawConnection other = RawConnection.to(gateway.port());
                RawConnection same = RawConnection.to(gateway.port())) {
            assertThat(first.send(header.formatted(7)).send(GET).readMessage()).startsWith("HTTP/1.1 200");
            assertThat(other.send(header.formatted(8)).send(GET).readMessage()).startsWith("HTTP/1.1 200");
            assertThat(same.send(header.formatted(7)).send(GET).readToEnd())
                    .startsWith("HTTP/1.1 429")
                    .contains("from your address");
        }
    }
}
