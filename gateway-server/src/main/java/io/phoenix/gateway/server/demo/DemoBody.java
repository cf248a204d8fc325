package io.phoenix.gateway.server.demo;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A request body on its way in: either kept, or only counted and hashed so that 100 MB cost no memory. Bytes are copied
 * out at once; no buffer is ever held. Confined to the connection's event loop.
 */
final class DemoBody {

    private final long limit;
    private final @Nullable ByteArrayOutputStream kept;
    private final @Nullable MessageDigest digest;
    private long length;

    private DemoBody(long limit, @Nullable ByteArrayOutputStream kept, @Nullable MessageDigest digest) {
        this.limit = limit;
        this.kept = kept;
        this.digest = digest;
    }

    static DemoBody kept(long limit) {
        return new DemoBody(limit, new ByteArrayOutputStream(), null);
    }

    static DemoBody hashed() {
        try {
            return new DemoBody(Long.MAX_VALUE, null, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Takes the readable bytes; the buffer stays the caller's. */
    void add(ByteBuf part) {
        length += part.readableBytes();
        if (digest != null) {
            for (ByteBuffer bytes : part.nioBuffers()) {
                digest.update(bytes);
            }
        }
        // What is over the limit is still read to its end: an answer sent into an unread body is lost to a reset.
        if (kept != null && !isTooLarge()) {
            try {
                part.getBytes(part.readerIndex(), kept, part.readableBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    boolean isTooLarge() {
        return length > limit;
    }

    long length() {
        return length;
    }

    byte[] bytes() {
        return kept == null ? new byte[0] : kept.toByteArray();
    }

    /** The hash in hexadecimal digits; ends the hashing. */
    String sha256() {
        return digest == null ? "" : HexFormat.of().formatHex(digest.digest());
    }
}
