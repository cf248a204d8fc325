package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * Reads HTTP/1.1 as far as backends and load need it: first lines, lengths and chunks. Far cheaper than a full codec,
 * so that the proxy between the two stays the slowest of the three. Confined to one event loop.
 */
final class MessageReader {
    private static final int LARGEST_HEAD = 16 * 1024;

    /** Learns of messages as they come. */
    interface Messages {
        /** A head is complete: its first line, and whether the connection ends with this message. */
        void onHead(String firstLine, boolean closes);

        /** {@code length} bytes of the body from {@code index} of {@code in}, which are only lent. */
        void onBody(ByteBuf in, int index, int length);

        /** The message is complete. */
        void onEnd();

        /** What comes cannot be read; nothing more is told. */
        void onMalformed(String why);
    }

    private enum Place {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        LAST_CHUNK,
        /** After a switch of protocols, everything is body. */
        SWITCHED,
        BROKEN
    }

    private final Messages messages;
    private final byte[] head = new byte[LARGEST_HEAD];
    private Place place = Place.HEAD;
    private int filled;
    private int lineStart;
    private String firstLine = "";
    private boolean chunked;
    private boolean closes;

    /** What is left of the body or of the chunk; while a chunk's size is read, that size so far. */
    private long left;

    MessageReader(Messages messages) {
        this.messages = messages;
    }

    /** Reads all of {@code in}, which stays the caller's. */
    void read(ByteBuf in) {
        while (in.isReadable() && place != Place.BROKEN) {
            switch (place) {
                case HEAD -> readHead(in);
                case BODY, CHUNK_DATA -> readBody(in);
                case SWITCHED -> {
                    messages.onBody(in, in.readerIndex(), in.readableBytes());
                    in.skipBytes(in.readableBytes());
                }
                default -> readChunkLine(in.readByte());
            }
        }
    }

    private void readHead(ByteBuf in) {
        int before = filled;
        int taken = Math.min(in.readableBytes(), head.length - filled);
        if (taken == 0) {
            fail("the head is too long");
            return;
        }
        in.getBytes(in.readerIndex(), head, filled, taken);
        filled += taken;
        for (int i = before; i < filled; i++) {
            if (head[i] == '\n') {
                if (i - lineStart <= 1) {
                    in.skipBytes(i + 1 - before);
                    onHeadEnd();
                    return;
                }
                onLine(lineStart, i - 1);
                lineStart = i + 1;
            }
        }
        in.skipBytes(taken);
    }

    private void onLine(int from, int to) {
        if (from == 0) {
            firstLine = new String(head, 0, to, ISO_8859_1);
            return;
        }
        int first = head[from] | 0x20;
        if (first != 'c' && first != 't') {
            return;
        }
        String line = new String(head, from, to - from, ISO_8859_1).toLowerCase(Locale.ROOT);
        if (line.startsWith("content-length:")) {
            left = Long.parseLong(line.substring(15).trim());
        } else if (line.startsWith("transfer-encoding:")) {
            chunked = line.endsWith("chunked");
        } else if (line.startsWith("connection:")) {
            closes = line.endsWith("close");
        }
    }

    private void onHeadEnd() {
        messages.onHead(firstLine, closes);
        if (firstLine.startsWith("HTTP/1.1 101")) {
            place = Place.SWITCHED;
        } else if (chunked) {
            place = Place.CHUNK_SIZE;
            left = 0;
        } else if (left > 0) {
            place = Place.BODY;
        } else {
            end();
        }
    }

    private void readBody(ByteBuf in) {
        int length = (int) Math.min(left, in.readableBytes());
        messages.onBody(in, in.readerIndex(), length);
        in.skipBytes(length);
        left -= length;
        if (left == 0 && place == Place.BODY) {
            end();
        } else if (left == 0) {
            place = Place.CHUNK_END;
        }
    }

    private void readChunkLine(byte b) {
        if (b == '\r') {
            return;
        }
        if (place == Place.CHUNK_SIZE) {
            int digit = Character.digit(b, 16);
            if (digit >= 0) {
                left = left * 16 + digit;
            } else if (b == '\n') {
                place = left == 0 ? Place.LAST_CHUNK : Place.CHUNK_DATA;
            } else {
                fail("a chunk's size is not a number");
            }
        } else if (b != '\n') {
            fail("a byte where a chunk or the body should end");
        } else if (place == Place.CHUNK_END) {
            place = Place.CHUNK_SIZE;
        } else {
            end();
        }
    }

    /** From here on everything is body: this side has agreed to another protocol. */
    void switchProtocol() {
        place = Place.SWITCHED;
    }

    private void end() {
        place = Place.HEAD;
        filled = 0;
        lineStart = 0;
        left = 0;
        chunked = false;
        closes = false;
        messages.onEnd();
    }

    private void fail(String why) {
        place = Place.BROKEN;
        messages.onMalformed(why);
    }
}
