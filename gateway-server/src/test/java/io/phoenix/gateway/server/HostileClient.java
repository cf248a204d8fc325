package io.phoenix.gateway.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a client in bad faith does, one round at a time. That the gateway ends its connection amid a round is all it may
 * expect; what no gateway may do for it is an {@link AssertionError}.
 */
enum HostileClient {
    SLOW_HEADS {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            List<RawConnection> slow = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    slow.add(RawConnection.to(door.port()).send("GET /a/echo HTTP/1.1\r\nHost: loc"));
                }
                slow.get(0).awaitEnd();
            } finally {
                for (RawConnection connection : slow) {
                    connection.close();
                }
            }
        }
    },
    HALF_A_HANDSHAKE {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            try (RawConnection client = RawConnection.to(door.tlsPort())) {
                client.send(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
                client.reset();
            }
        }
    },
    GARBAGE {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            byte[] garbage = new byte[20_000];
            random.nextBytes(garbage);
            int port = random.nextBoolean() ? door.port() : door.tlsPort();
            try (RawConnection client = RawConnection.to(port)) {
                client.send(garbage);
                client.shutdownOutput();
                client.awaitEnd();
            }
        }
    },
    SMUGGLING {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            String smuggled = "GET /a/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String[] framings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled,
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled,
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n" + smuggled,
                "Content-Length: 0\r\nContent-Length: 48\r\n\r\n" + smuggled,
                "Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n34\r\n0\r\n\r\n" + smuggled,
                "Transfer-Encoding: chunked\n\r\n0\r\n\r\n" + smuggled,
            };
            try (RawConnection client = RawConnection.to(door.port())) {
                client.send("POST /a/echo HTTP/1.1\r\nHost: localhost\r\n" + framings[random.nextInt(framings.length)]);
                String head = client.readHead();
                if (!head.startsWith("HTTP/1.1 400 ") && !head.startsWith("HTTP/1.1 501 ")) {
                    throw new AssertionError("an ambiguous request got " + head);
                }
                client.awaitEnd();
            }
        }
    },
    LEAVING_AMID_A_BODY {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            try (RawConnection client = RawConnection.to(door.port())) {
                client.send("POST /b/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n");
                client.send(new byte[random.nextInt(200_000)]);
                client.reset();
            }
        }
    },
    LEAVING_AMID_AN_ANSWER {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            try (RawConnection client = RawConnection.to(door.port())) {
                client.send("GET /b/events HTTP/1.1\r\nHost: localhost\r\nX-Token: x\r\n\r\n");
                client.read(20);
                client.reset();
            }
        }
    },
    RAPID_RESET {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int stream = 1; stream < 1000; stream += 2) {
                all.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        stream,
                        RawHttp2.request("GET", "/a/events")));
                all.writeBytes(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
            }
            flood(door, all);
        }
    },
    PINGS {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 3000; i++) {
                all.writeBytes(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
            }
            flood(door, all);
        }
    },
    GIANT_HEADS {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            try (RawConnection client = RawConnection.to(door.port())) {
                client.send("GET /a/echo HTTP/1.1\r\nHost: localhost\r\n"
                        + ("X-A: " + "y".repeat(1000) + "\r\n").repeat(200));
                client.awaitEnd();
            }
        }
    },
    STORM {
        @Override
        void round(GoodClient.Door door, SplittableRandom random) throws IOException {
            List<RawConnection> storm = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                storm.add(RawConnection.to(random.nextBoolean() ? door.port() : door.tlsPort()));
            }
            for (RawConnection connection : storm) {
                connection.reset();
            }
        }
    };

    /** Does it once. */
    abstract void round(GoodClient.Door door, SplittableRandom random) throws IOException;

    private static void flood(GoodClient.Door door, ByteArrayOutputStream frames) throws IOException {
        try (RawHttp2 client = RawHttp2.to(door.port())) {
            client.connection().send(frames.toByteArray());
            client.connection().awaitEnd();
        }
    }
}
