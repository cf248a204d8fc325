package io.phoenix.gateway.benchmarks.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.zip.CRC32;

/** What backends answer with, so that the load can tell what must come back. The same bytes on every run. */
final class Content {
    /** Bytes that downloads are made of, over and over. */
    static final int BLOCK = 64 * 1024;

    private static final byte[] NOISE = new byte[BLOCK];
    private static final ByteBuf SHARED;

    static {
        new Random(7).nextBytes(NOISE);
        SHARED = Unpooled.unreleasableBuffer(Unpooled.directBuffer(BLOCK).writeBytes(NOISE))
                .asReadOnly();
    }

    private Content() {}

    /** The first {@code length} bytes of a block, at most {@link #BLOCK}. */
    static ByteBuf block(int length) {
        return SHARED.slice(0, length);
    }

    /** CRC-32 of a download of {@code length} bytes. */
    static long crcOfDownload(long length) {
        CRC32 crc = new CRC32();
        for (long left = length; left > 0; left -= BLOCK) {
            crc.update(NOISE, 0, (int) Math.min(left, BLOCK));
        }
        return crc.getValue();
    }

    /** The answer of the backend called {@code backend} to a chat whose body has this model, length and CRC-32. */
    static byte[] chatAnswer(String backend, String model, long length, long crc) {
        return ("{\"object\":\"chat.completion\",\"backend\":\"" + backend + "\",\"model\":\"" + model
                        + "\",\"length\":" + length + ",\"crc32\":" + crc + "}")
                .getBytes(US_ASCII);
    }

    /** The answer of the backend called {@code backend} to {@code GET /small}. */
    static byte[] smallAnswer(String backend) {
        return ("{\"backend\":\"" + backend + "\",\"path\":\"/small\"}").getBytes(US_ASCII);
    }

    static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
