package io.phoenix.gateway.benchmarks.compare;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Whether a body has the length and the CRC-32 of the one that the right backend gives to this request. */
final class CrcCheck implements BodyCheck {
    private final long length;
    private final long expected;
    private final CRC32 crc = new CRC32();
    private long read;

    CrcCheck(long length, long expected) {
        this.length = length;
        this.expected = expected;
    }

    @Override
    public void onBody(ByteBuf in, int index, int size) {
        crc.update(in.internalNioBuffer(index, size));
        read += size;
    }

    @Override
    public @Nullable String verdict() {
        if (read != length) {
            return "an answer of " + read + " bytes instead of " + length;
        }
        return crc.getValue() == expected ? null : "an answer with other content, or of another backend";
    }
}
