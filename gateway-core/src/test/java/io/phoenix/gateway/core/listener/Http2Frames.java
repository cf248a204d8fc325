package io.phoenix.gateway.core.listener;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Frames of HTTP/2 (RFC 9113, section 4), written one behind the other, whatever is in them. */
final class Http2Frames {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** The preface and empty settings. */
    static Http2Frames begin() {
        Http2Frames frames = new Http2Frames();
        frames.bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return frames.frame(SETTINGS, 0, 0, new byte[0]);
    }

    Http2Frames frame(int type, int flags, int stream, byte[] payload) {
        bytes.write(payload.length >> 16);
        bytes.write(payload.length >> 8);
        bytes.write(payload.length);
        bytes.write(type);
        bytes.write(flags);
        bytes.write(stream >> 24);
        bytes.write(stream >> 16);
        bytes.write(stream >> 8);
        bytes.write(stream);
        bytes.writeBytes(payload);
        return this;
    }

    /** A GET of {@code path} that is the whole request. */
    Http2Frames get(int stream, String path) {
        return frame(
                HEADERS,
                END_HEADERS | END_STREAM,
                stream,
                block(":method", "GET", ":scheme", "http", ":authority", "h", ":path", path));
    }

    /** Literals that are not indexed (RFC 7541, section 6.2.2): names and values in turns, a character a byte. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            int rest = fields[i].length() - 127;
            block.write(Math.min(127, fields[i].length()));
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 127 | 128);
            }
            if (fields[i].length() >= 127) {
                block.write(rest);
            }
            block.writeBytes(fields[i].getBytes(StandardCharsets.ISO_8859_1));
        }
        return block.toByteArray();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
