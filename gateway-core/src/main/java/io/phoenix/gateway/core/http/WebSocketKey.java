package io.phoenix.gateway.core.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The key with which the gateway itself asks a backend for a WebSocket, and the proof that the backend has read it (RFC
 * 6455, section 4.1): for clients of HTTP/2, which has neither. Immutable.
 *
 * @param text as it stands in {@code Sec-WebSocket-Key}
 */
public record WebSocketKey(String text) {

    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /**
     * One that was not used before. It is no secret: it tells caches and servers of other protocols from those of this.
     */
    public static WebSocketKey random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(random.nextLong())
                .putLong(random.nextLong())
                .array();
        return new WebSocketKey(Base64.getEncoder().encodeToString(bytes));
    }

    /** Whether a 101 with these headers is the answer to this key. */
    public boolean isProvenBy(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && proof().equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
    }

    private String proof() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((text + SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
