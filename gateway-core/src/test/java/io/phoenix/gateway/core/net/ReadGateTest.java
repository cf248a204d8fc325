package io.phoenix.gateway.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.phoenix.gateway.core.net.ReadGate.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReadGateTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReadGate gate = new ReadGate(channel);

    @AfterEach
    void close() {
        channel.close();
    }

    private boolean reads() {
        return channel.config().isAutoRead();
    }

    @Test
    void readsIffThereIsNoReasonNotTo() {
        int all = 1 << Reason.values().length;
        for (int set = 0; set < all; set++) {
            for (Reason reason : Reason.values()) {
                if ((set & 1 << reason.ordinal()) != 0) {
                    gate.close(reason);
                    gate.close(reason);
                }
            }
            assertThat(reads()).isEqualTo(set == 0);
            for (Reason reason : Reason.values()) {
                assertThat(reads()).isEqualTo(set >> reason.ordinal() == 0);
                gate.open(reason);
            }
            assertThat(reads()).isTrue();
        }
    }

    @Test
    void opensForAllAtOnce() {
        gate.openAll();
        assertThat(reads()).isTrue();
        for (Reason reason : Reason.values()) {
            gate.close(reason);
        }
        gate.openAll();
        assertThat(reads()).isTrue();
        gate.close(Reason.PARKED);
        assertThat(reads()).isFalse();
    }
}
