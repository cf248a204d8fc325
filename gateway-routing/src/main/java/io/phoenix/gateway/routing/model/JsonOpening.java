package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;

/**
 * The first bytes of a body, which tell its encoding: UTF-8 with a byte order mark or without, or the UTF-16 and UTF-32
 * that JSON is not exchanged in. Keeps them until that is known, at most three. Owned by one {@link JsonModelScanner}.
 */
final class JsonOpening {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final byte[] read = new byte[MARK.length];
    private int length;
    private boolean decided;
    private boolean wide;
    private boolean marked;

    /** More bytes are needed. */
    boolean isOpen() {
        return !decided;
    }

    /** Takes the next byte. */
    void take(byte b) {
        read[length++] = b;
        if (length == 1) {
            wide = b == 0x00 || b == (byte) 0xFE || b == (byte) 0xFF;
            decided = wide;
        } else if (read[0] != MARK[0]) {
            wide = b == 0x00; // ASCII followed by NUL is UTF-16 or UTF-32, whatever the character
            decided = true;
        } else if (b != MARK[length - 1]) {
            decided = true;
        } else if (length == MARK.length) {
            marked = true;
            decided = true;
        }
    }

    /** The body begins like UTF-16 or UTF-32. */
    boolean isWide() {
        return wide;
    }

    /** What was read so far is the beginning of a byte order mark. */
    boolean isInMark() {
        return length > 0 && read[0] == MARK[0];
    }

    /** Bytes of the byte order mark: 0 or 3. */
    int markLength() {
        return marked ? MARK.length : 0;
    }

    /** The bytes that were read and are no byte order mark. */
    ByteBuffer text() {
        return ByteBuffer.wrap(read, 0, marked ? 0 : length);
    }
}
