package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.BrotliDecompressor;
import io.netty.handler.codec.compression.Decompressor;
import io.netty.handler.codec.compression.JdkZlibDecompressor;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.compression.Zstd;
import io.netty.handler.codec.compression.ZstdDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The content codings that can be undone (RFC 9110, section 8.4.1). Two of them need a native library; on a machine for
 * which there is none they are as unknown as any other name. Immutable.
 */
enum ContentCoding {
    /** RFC 1952; a body may have several members. */
    GZIP("gzip") {
        @Override
        Decompressor open(ByteBufAllocator allocator, byte first) {
            return JdkZlibDecompressor.builder()
                    .wrapper(ZlibWrapper.GZIP)
                    .decompressConcatenated(true)
                    .maxAllocation(LONGEST_PIECE)
                    .build(allocator);
        }
    },

    /** The zlib format of RFC 1950, and what many send instead of it: RFC 1951 without any wrapper. */
    DEFLATE("deflate") {
        @Override
        Decompressor open(ByteBufAllocator allocator, byte first) {
            // The method 8 of zlib's first byte, read as raw, is a stored block whose padding is not zero: none writes
            // that.
            boolean zlib = (first & 0x0f) == 8;
            return JdkZlibDecompressor.builder()
                    .wrapper(zlib ? ZlibWrapper.ZLIB : ZlibWrapper.NONE)
                    .maxAllocation(LONGEST_PIECE)
                    .build(allocator);
        }
    },

    /** RFC 7932. */
    BROTLI("br") {
        @Override
        boolean isAvailable() {
            return Brotli.isAvailable();
        }

        @Override
        Decompressor open(ByteBufAllocator allocator, byte first) {
            return BrotliDecompressor.builder()
                    .maxOutputChunkSize(LONGEST_PIECE)
                    .build(allocator);
        }
    },

    /** RFC 8878; a body may have several frames. */
    ZSTD("zstd") {
        @Override
        boolean isAvailable() {
            return Zstd.isAvailable();
        }

        @Override
        Decompressor open(ByteBufAllocator allocator, byte first) {
            return ZstdDecompressor.builder().maxWindowLog(ZSTD_WINDOW_LOG).build(allocator);
        }
    };

    private static final int LONGEST_PIECE = 64 * 1024;

    /** 8 MiB, which is all that a sender may ask of us (RFC 9659). */
    private static final int ZSTD_WINDOW_LOG = 23;

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** Whether this machine can undo it. */
    boolean isAvailable() {
        return true;
    }

    /** What undoes it, for a body that begins with the byte {@code first}. The caller closes it. */
    abstract Decompressor open(ByteBufAllocator allocator, byte first);

    /** The name in headers. */
    @Override
    public String toString() {
        return token;
    }

    /** The coding that {@code name} means, or null if it cannot be undone here. */
    static @Nullable ContentCoding named(String name) {
        // RFC 9110, section 8.4.1.3.
        String token = name.equals("x-gzip") ? "gzip" : name;
        for (ContentCoding coding : values()) {
            if (coding.token.equals(token)) {
                return coding.isAvailable() ? coding : null;
            }
        }
        return null;
    }

    /** The names that {@link #named} takes, as the value of an Accept-Encoding. */
    static String understood() {
        return Arrays.stream(values())
                .filter(ContentCoding::isAvailable)
                .map(ContentCoding::toString)
                .collect(Collectors.joining(", "));
    }

    /**
     * The names of a body's codings but {@code identity}, in lower case and in the order in which they were applied.
     */
    static List<String> namesIn(HttpHeaders headers) {
        List<String> names = new ArrayList<>(1);
        for (String line : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
            for (String element : line.split(",", -1)) {
                String name = element.trim().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !name.equals("identity")) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
