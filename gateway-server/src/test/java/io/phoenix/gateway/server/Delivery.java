package io.phoenix.gateway.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The ways in which a client may send one and the same request. */
enum Delivery {
    CONTENT_LENGTH {
        @Override
        void send(RawConnection client, String head, byte[] body) throws IOException {
            client.send(join(head + length(body), body));
        }
    },
    CHUNKED {
        @Override
        void send(RawConnection client, String head, byte[] body) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(ascii(head + "Transfer-Encoding: chunked\r\n\r\n"));
            int piece = Math.max(7, body.length / 50);
            for (int from = 0; from < body.length; from += piece) {
                int size = Math.min(piece, body.length - from);
                all.writeBytes(ascii(Integer.toHexString(size) + "\r\n"));
                all.write(body, from, size);
                all.writeBytes(ascii("\r\n"));
            }
            all.writeBytes(ascii("0\r\n\r\n"));
            client.send(all.toByteArray());
        }
    },
    BYTE_BY_BYTE {
        @Override
        void send(RawConnection client, String head, byte[] body) throws IOException {
            byte[] whole = join(head + length(body), body);
            // Of a long body only both ends, or the test would take minutes.
            for (int i = 0; i < whole.length; i++) {
                int step = i < 600 || i > whole.length - 300 ? 1 : whole.length - 300 - i;
                byte[] piece = new byte[Math.max(1, step)];
                System.arraycopy(whole, i, piece, 0, piece.length);
                client.send(piece);
                i += piece.length - 1;
            }
        }
    },
    EXPECT_CONTINUE {
        @Override
        void send(RawConnection client, String head, byte[] body) throws IOException {
            client.send(head + "Expect: 100-continue\r\n" + length(body));
            if (body.length > 0) {
                String interim = client.readHead();
                if (!interim.startsWith("HTTP/1.1 100 ")) {
                    throw new Answered(interim);
                }
            }
            client.send(body);
        }
    };

    /** The final answer came instead of the 100. */
    private static final class Answered extends IOException {
        private static final long serialVersionUID = 1L;
        private final String head;

        Answered(String head) {
            super("answered without the body");
            this.head = head;
        }
    }

    /** An answer as the client got it. */
    record Answer(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        String header(String name) {
            return RawConnection.header(head, name);
        }

        List<String> all(String name) {
            return RawConnection.all(head, name);
        }
    }

    abstract void send(RawConnection client, String head, byte[] body) throws IOException;

    /** Sends the request and reads its answer. {@code head} has no blank line at its end yet. */
    Answer exchange(RawConnection client, String head, byte[] body) throws IOException {
        String answer;
        try {
            send(client, head, body);
            answer = client.readHead();
        } catch (Answered early) {
            answer = early.head;
        } catch (SocketException closed) {
            throw new AssertionError("the gateway closed before it had answered", closed);
        }
        return new Answer(answer, utf8(client.readBody(answer)));
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String length(byte[] body) {
        return "Content-Length: " + body.length + "\r\n\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] join(String head, byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ascii(head));
        all.writeBytes(body);
        return all.toByteArray();
    }
}
