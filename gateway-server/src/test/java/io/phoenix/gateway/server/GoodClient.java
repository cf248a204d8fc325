package io.phoenix.gateway.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.net.ssl.SSLContext;

/** What a client in good faith does, one round at a time, each answer checked to the last byte and for who gave it. */
enum GoodClient {
    HTTP_1 {
        @Override
        void round(Door door, String token) throws Exception {
            try (RawConnection client = RawConnection.to(door.port())) {
                for (int i = 0; i < 3; i++) {
                    for (String server : SERVERS) {
                        echo(client, server, token + i);
                    }
                }
            }
        }
    },
    TLS {
        @Override
        void round(Door door, String token) throws Exception {
            try (RawConnection client = RawConnection.tls(door.tlsPort(), door.tls(), "localhost")) {
                for (String server : SERVERS) {
                    echo(client, server, token);
                }
            }
        }
    },
    HTTP_2 {
        @Override
        void round(Door door, String token) throws Exception {
            try (RawHttp2 client = RawHttp2.to(door.port())) {
                streams(client, token);
            }
        }
    },
    HTTP_2_TLS {
        @Override
        void round(Door door, String token) throws Exception {
            try (RawHttp2 client = RawHttp2.tls(door.tlsPort(), door.tls())) {
                streams(client, token);
            }
        }
    },
    EVENTS {
        @Override
        void round(Door door, String token) throws Exception {
            try (RawConnection client = RawConnection.to(door.port())) {
                client.send("GET /b/events HTTP/1.1\r\nHost: localhost\r\nX-Token: " + token + "\r\n\r\n");
                expect(TrafficServer.events("b", token), answer(client));
            }
        }
    },
    WEB_SOCKET {
        @Override
        void round(Door door, String token) throws Exception {
            try (RawConnection client = RawConnection.to(door.port())) {
                client.send("GET /a/socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                        + Base64.getEncoder().encodeToString(new byte[16]) + "\r\n\r\n");
                expect("HTTP/1.1 101 ", client.readHead().substring(0, 13));
                for (int i = 0; i < 5; i++) {
                    client.send(token);
                    expect(token, client.read(token.length()));
                }
            }
        }
    },
    UPLOAD {
        @Override
        void round(Door door, String token) throws Exception {
            byte[] chunk = (token + "-").repeat(60_000 / (token.length() + 1)).getBytes(StandardCharsets.US_ASCII);
            try (RawConnection client = RawConnection.to(door.port())) {
                client.send("POST /a/upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
                StringBuilder body = new StringBuilder();
                for (int i = 0; i < 30; i++) {
                    client.send(Integer.toHexString(chunk.length) + "\r\n");
                    client.send(chunk);
                    client.send("\r\n");
                    body.append(new String(chunk, StandardCharsets.US_ASCII));
                }
                client.send("0\r\n\r\n");
                expect(TrafficServer.answer("a", body.toString()), answer(client));
            }
        }
    };

    private static final String[] SERVERS = {"a", "b"};

    /** Where the gateway is, and whom to trust. */
    record Door(int port, int tlsPort, SSLContext tls) {}

    /** Does it once; {@code token} is nobody else's. */
    abstract void round(Door door, String token) throws Exception;

    private static void echo(RawConnection client, String server, String body) throws IOException {
        client.send("POST /" + server + "/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
        expect(TrafficServer.answer(server, body), answer(client));
    }

    /** The body of an answer that must be a good one. */
    private static String answer(RawConnection client) throws IOException {
        String head = client.readHead();
        if (!head.startsWith("HTTP/1.1 200 ")) {
            throw new AssertionError(
                    head.isEmpty() ? "the connection ended without an answer" : "answered with " + head);
        }
        return client.readBody(head);
    }

    private static void streams(RawHttp2 client, String token) throws Exception {
        for (int stream = 1; stream < 9; stream += 2) {
            String server = SERVERS[stream / 2 % 2];
            client.post(stream, "/" + server + "/echo")
                    .data(stream, (token + stream).getBytes(StandardCharsets.US_ASCII), true);
            RawHttp2.Answer answer = client.answer(stream);
            expect("200", answer.status());
            expect(TrafficServer.answer(server, token + stream), answer.body());
        }
    }

    private static void expect(String wanted, String got) {
        if (!wanted.equals(got)) {
            throw new AssertionError("wanted " + shown(wanted) + " and got " + shown(got));
        }
    }

    private static String shown(String text) {
        return text.length() < 200 ? text : text.length() + " bytes, " + text.substring(0, 200);
    }
}
