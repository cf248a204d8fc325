package io.phoenix.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections of HTTP/2 end: in order, by their limits, and when they flood the gateway. */
@Timeout(60)
final class Http2LimitsIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final int MANY = 3000;

    @TempDir
    Path directory;

    private TestGateway gateway(RawUpstream upstream, String limits) throws Exception {
        return TestGateway.start(directory, TestGateway.LISTENERS + """
                        limits: { %s }
                        upstreams:
                          app: { address: "%s" }
                        routes:
                          - { name: app, path: /app/, upstream: app }
                        """.formatted(limits, upstream.address()));
    }

    /** What a hostile client may send on one connection, whose first stream is open. */
    private enum Flood {
        RAPID_RESET(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                int stream = 3 + 2 * i;
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        stream,
                        RawHttp2.request("GET", "/none")));
                out.writeBytes(RawHttp2.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
            }
        },
        MADE_YOU_RESET(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                int stream = 3 + 2 * i;
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.request("POST", "/app/")));
                // An increment of nothing is an error of the stream (RFC 9113, section 6.9).
                out.writeBytes(RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, stream, new byte[4]));
            }
        },
        MADE_YOU_RESET_BY_OVERFLOW(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                int stream = 3 + 2 * i;
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.request("POST", "/app/")));
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.WINDOW_UPDATE, 0, stream, new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff}));
            }
        },
        MADE_YOU_RESET_BY_SELF_DEPENDENCE(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                int stream = 3 + 2 * i;
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.request("POST", "/app/")));
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.PRIORITY, 0, stream, new byte[] {0, 0, (byte) (stream >> 8), (byte) stream, 5}));
            }
        },
        MADE_YOU_RESET_BY_LENGTH(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                int stream = 3 + 2 * i;
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS,
                        stream,
                        RawHttp2.request("POST", "/app/", "content-length", "1")));
                out.writeBytes(RawHttp2.frame(RawHttp2.DATA, 0, stream, new byte[2]));
            }
        },
        MADE_YOU_RESET_BY_A_SECOND_HEAD(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                byte[] head = RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        3 + 2 * i,
                        RawHttp2.request("GET", "/app/"));
                out.writeBytes(head);
                out.writeBytes(head);
            }
        },
        MADE_YOU_RESET_BY_DATA_BEHIND_THE_END(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                int stream = 3 + 2 * i;
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        stream,
                        RawHttp2.request("GET", "/app/")));
                out.writeBytes(RawHttp2.frame(RawHttp2.DATA, RawHttp2.END_STREAM, stream, new byte[1]));
            }
        },
        /** The first one is enough. */
        STREAMS_BELOW_THE_LAST(RawHttp2.PROTOCOL_ERROR) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                if (i == 0) {
                    out.writeBytes(RawHttp2.frame(
                            RawHttp2.HEADERS,
                            RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                            99,
                            RawHttp2.request("GET", "/none")));
                }
                out.writeBytes(RawHttp2.frame(
                        RawHttp2.HEADERS,
                        RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
                        3,
                        RawHttp2.request("GET", "/none")));
            }
        },
        PADDING(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                // One byte tells that all the others are padding (RFC 9113, section 6.1).
                out.writeBytes(RawHttp2.frame(RawHttp2.DATA, RawHttp2.PADDED, 1, new byte[] {1, 0}));
            }
        },
        PING_ANSWERS(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(RawHttp2.PING, RawHttp2.ACK, 0, new byte[8]));
            }
        },
        SETTINGS_ANSWERS(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0]));
            }
        },
        PING(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));
            }
        },
        SETTINGS(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
            }
        },
        PRIORITY(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(RawHttp2.PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 5}));
            }
        },
        WINDOW_UPDATE(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1}));
            }
        },
        UNKNOWN(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(77, 0, 0, new byte[1]));
            }
        },
        EMPTY_DATA(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                out.writeBytes(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[0]));
            }
        },
        CONTINUATION(RawHttp2.ENHANCE_YOUR_CALM) {
            @Override
            void write(ByteArrayOutputStream out, int i) {
                if (i == 0) {
                    out.writeBytes(RawHttp2.frame(RawHttp2.HEADERS, 0, 3, RawHttp2.request("GET", "/none")));
                } else {
                    out.writeBytes(RawHttp2.frame(RawHttp2.CONTINUATION, 0, 3, new byte[0]));
                }
            }
        };

        private final int error;

        Flood(int error) {
            this.error = error;
        }

        abstract void write(ByteArrayOutputStream out, int i);
    }

    @ParameterizedTest
    @EnumSource
    void aFloodEndsItsConnectionAndIsCounted(Flood flood) throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.awaitEnd());
                TestGateway gateway = gateway(upstream, "max-concurrent-streams: 100")) {
            try (RawHttp2 client = RawHttp2.to(gateway.port())) {
                client.post(1, "/app/");
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (int i = 0; i < MANY; i++) {
                    flood.write(all, i);
                }
                CompletableFuture<Integer> goAway = CompletableFuture.supplyAsync(() -> {
                    try {
                        return client.await(RawHttp2.GOAWAY).error();
                    } catch (IOException e) {
                        // A reset by unread bytes may overtake it.
                        return flood.error;
                    }
                });
                try {
                    client.connection().send(all.toByteArray());
                } catch (IOException closed) {
                    // It is meant to be.
                }
                assertThat(goAway.get()).isEqualTo(flood.error);
            }
            String reason = flood.error == RawHttp2.PROTOCOL_ERROR ? "protocol_error" : "enhance_your_calm";
            new Gauge(gateway, "gateway_http2_aborted_connections_total{reason=\"" + reason + "\"}").awaitValue(1);
            Gauge.clients(gateway).awaitValue(0);
            Gauge.connections(gateway).awaitValue(0);
        }
    }

    @Test
    void theLastRequestOfAConnectionIsAnswered() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "max-requests-per-connection: 2");
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            assertThat(client.get(1, "/app/").answer(1).body()).isEqualTo("ok");
            assertThat(client.get(3, "/app/").answer(3).body()).isEqualTo("ok");
            client.connection().awaitEnd();
        }
    }

    @Test
    void aRequestTooManyAtOnceIsRefusedAndMayComeAgain() throws Exception {
        try (RawUpstream upstream = RawUpstream.start((connection, n) -> connection.awaitEnd());
                TestGateway gateway = gateway(upstream, "max-concurrent-streams: 1");
                RawHttp2 client = RawHttp2.to(gateway.port())) {
            client.await(RawHttp2.SETTINGS);
            client.get(1, "/app/").get(3, "/app/");
            RawHttp2.Frame reset = client.await(RawHttp2.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(3);
            assertThat(reset.error()).isEqualTo(RawHttp2.REFUSED_STREAM);
            client.sendNumber(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL);
            assertThat(client.get(5, "/none").awaitHead(5).status()).hasToString("404");
        }
    }

    @Test
    void anAnswerThatIsNotTakenIsGivenUp() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(OK);
                TestGateway gateway = gateway(upstream, "keep-alive-timeout: 200ms");
                // An initial window of nothing.
                RawHttp2 client = RawHttp2.to(gateway.port(), new byte[] {0, 4, 0, 0, 0, 0})) {
            client.get(1, "/app/");
            assertThat(client.await(RawHttp2.RST_STREAM).error()).isEqualTo(RawHttp2.CANCEL);
        }
    }
}
