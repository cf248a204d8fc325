package io.phoenix.gateway.routing.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the line that separates the parts of a form: CRLF, two hyphens and the boundary (RFC 2046, section 5.1.1),
 * across chunk borders. A match that fails never needs a second look at its bytes: the delimiter begins with a CR and
 * has no other. Owned by one scanner, confined to its thread.
 */
final class MultipartDelimiter {
    private static final byte CR = '\r';
    /** Of the delimiter's bytes, those that end the line before it. */
    static final int LINE_END = 2;

    private final byte[] bytes;
    private int matched;

    MultipartDelimiter(String boundary) {
        bytes = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }

    int length() {
        return bytes.length;
    }

    /** Stands behind a CRLF, which may be the delimiter's own. */
    void beginLine() {
        matched = LINE_END;
    }

    /** How many bytes of the delimiter were just read. */
    int matched() {
        return matched;
    }

    /** One of the delimiter's bytes. */
    int byteAt(int index) {
        return bytes[index];
    }

    boolean isAtLineStart() {
        return matched == LINE_END;
    }

    boolean isComplete() {
        return matched == bytes.length;
    }

    /** Takes {@code b} if the delimiter goes on with it, or else begins again, with a CR as its first byte. */
    boolean next(int b) {
        if (bytes[matched] == b) {
            matched++;
            return true;
        }
        matched = b == CR ? 1 : 0;
        return false;
    }

    /** Passes over content; the index just behind the delimiter if it is complete, else {@code to}. */
    int skip(ByteBuffer content, int from, int to) {
        int p = from;
        while (p < to && !isComplete()) {
            if (matched == 0) {
                p = ByteRun.until(content, p, to, CR);
                if (p == to) {
                    return p;
                }
            }
            next(content.get(p));
            p++;
        }
        return p;
    }
}
