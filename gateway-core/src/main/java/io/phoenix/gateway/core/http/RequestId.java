package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** The id that ties a reply, a log line and a backend's log together. Thread-safe. */
public final class RequestId {

    /** The header that carries it, both ways. */
    public static final AsciiString HEADER = AsciiString.cached("x-request-id");

    private static final int LONGEST = 128;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private RequestId() {}

    static String takeOrMake(HttpHeaders headers) {
        String given = headers.get(HEADER);
        return given != null && isHarmless(given) ? given : make();
    }

    /** A foreign id goes into logs and headers, so only letters, digits and {@code . _ - :} are taken. */
    private static boolean isHarmless(String id) {
        return id.length() <= LONGEST && AsciiChars.isWord(id, "._-:");
    }

    private static String make() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] id = new byte[24];
        long bits = random.nextLong();
        for (int i = 0; i < id.length; i++) {
            if (i == 16) {
                bits = random.nextLong();
            }
            id[i] = HEX[(int) (bits & 15)];
            bits >>>= 4;
        }
        return new String(id, StandardCharsets.ISO_8859_1);
    }
}
