package io.phoenix.gateway.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReceiveBuffersTest {

    private static final int MOST = 64 * 1024;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ExtendedHandle handle = (ExtendedHandle) ReceiveBuffers.INSTANCE.newHandle();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** One message of {@code bytes} comes; returns how many reads it took. */
    private int read(int bytes) {
        handle.reset(channel.config());
        int reads = 0;
        int left = bytes;
        while (left > 0) {
            int room = handle.guess();
            int got = Math.min(room, left);
            handle.attemptedBytesRead(room);
            handle.lastBytesRead(got);
            left -= got;
            reads++;
        }
        handle.readComplete();
        return reads;
    }

    @Test
    void messagesOfAboutTheSameLengthAreReadAtOnce() {
        Random random = new Random(1);
        read(400);
        for (int i = 0; i < 1000; i++) {
            assertThat(read(300 + random.nextInt(200))).isOne();
        }
    }

    @Test
    void aLongBodySoonFillsTheLargestBuffers() {
        read(400);
        read(100);
        assertThat(read(1 << 20)).isLessThanOrEqualTo(16 + 8);
        assertThat(handle.guess()).isEqualTo(MOST);
    }

    @Test
    void singleBytesPinLittle() {
        read(1 << 20);
        for (int i = 0; i < 100; i++) {
            read(1);
        }
        assertThat(handle.guess()).isLessThanOrEqualTo(256);
    }
}
