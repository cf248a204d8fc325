package io.phoenix.gateway.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.phoenix.gateway.core.net.ReadGate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RequestPaceTest {

    private static final long LEAST = 100;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ReadGate gate = new ReadGate(channel);
    private final RequestPace pace = new RequestPace(gate);
    private long bytes;

    @AfterEach
    void close() {
        channel.close();
    }

    /** One window in which so many bytes came. */
    private boolean isTooSlowAfter(int came) {
        bytes += came;
        return pace.isTooSlow(true, bytes, LEAST);
    }

    @Test
    void aClientThatKeepsToTheRateGoesOnForEver() {
        for (int i = 0; i < 1000; i++) {
            assertThat(isTooSlowAfter(100)).isFalse();
        }
        assertThat(isTooSlowAfter(99)).isTrue();
    }

    @Test
    void aWindowThatBeganBeforeTheRequestIsNotHeldAgainstIt() {
        assertThat(isTooSlowAfter(0)).isFalse();
        assertThat(isTooSlowAfter(0)).isTrue();
    }

    @Test
    void aFastBeginningEarnsNoSlowEnd() {
        isTooSlowAfter(0);
        assertThat(isTooSlowAfter(1_000_000)).isFalse();
        assertThat(isTooSlowAfter(1)).isTrue();
    }

    @Test
    void aClientThatIsNotReadIsNotToBlame() {
        isTooSlowAfter(0);
        gate.close(ReadGate.Reason.SINK_FULL);
        assertThat(isTooSlowAfter(0)).isFalse();
        assertThat(isTooSlowAfter(0)).isFalse();
        gate.open(ReadGate.Reason.SINK_FULL);
        // This window was not the client's from its beginning; the next one is.
        assertThat(isTooSlowAfter(0)).isFalse();
        assertThat(isTooSlowAfter(0)).isTrue();
    }

    @Test
    void aMomentWithoutReadingPardonsAWindow() {
        isTooSlowAfter(0);
        gate.close(ReadGate.Reason.SPILLING);
        gate.open(ReadGate.Reason.SPILLING);
        assertThat(isTooSlowAfter(0)).isFalse();
        assertThat(isTooSlowAfter(0)).isTrue();
    }

    @Test
    void nobodyWaitsForABodyThatIsThereOrNotWanted() {
        isTooSlowAfter(0);
        assertThat(pace.isTooSlow(false, bytes, LEAST)).isFalse();
        assertThat(pace.isTooSlow(false, bytes, LEAST)).isFalse();
        assertThat(isTooSlowAfter(0)).isFalse();
    }
}
