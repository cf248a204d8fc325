package io.phoenix.gateway.core.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.phoenix.gateway.core.exchange.PaceWindow;
import io.phoenix.gateway.core.exchange.SlowReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a socket takes is told by hand here, and the time as well. */
final class PaceWatchTest {

    private static final int LEAST = 1000;
    private static final PaceWindow WINDOW = new PaceWindow(Duration.ofSeconds(10), 1, LEAST);

    /** A connection whose socket takes nothing but what {@link #take} says. */
    private static final class SlowSocket extends EmbeddedChannel {
        private int room;

        @Override
        protected void doWrite(ChannelOutboundBuffer in) {
            while (room > 0 && in.current() instanceof ByteBuf bytes) {
                int taken = Math.min(room, bytes.readableBytes());
                room -= taken;
                in.removeBytes(taken);
            }
        }

        void take(int bytes) {
            room = bytes;
            flush();
            room = 0;
        }
    }

    private final SlowSocket channel = new SlowSocket();
    private final List<Object> events = new ArrayList<>();

    @BeforeEach
    void watch() {
        channel.freezeTime();
        channel.pipeline().addLast(new PaceWatch(WINDOW), new ChannelDuplexHandler() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });
    }

    @AfterEach
    void close() {
        channel.close();
    }

    private void give(int bytes) {
        channel.writeAndFlush(Unpooled.buffer(bytes).writeZero(bytes));
    }

    private Object eventOfNextWindow() {
        events.clear();
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private void assertGood() {
        assertThat(eventOfNextWindow()).isEqualTo(WINDOW);
    }

    private void assertSlow() {
        assertThat(eventOfNextWindow()).isEqualTo(new SlowReader(WINDOW));
    }

    @Test
    void aSilentConnectionIsNeverHit() {
        for (int i = 0; i < 1000; i++) {
            assertGood();
        }
    }

    @Test
    void whoTakesNothingOfWhatWaitsIsTooSlow() {
        give(5000);
        assertGood();
        assertSlow();
    }

    @Test
    void aTrickleOfReadsDoesNotHelp() {
        give(50_000);
        assertGood();
        channel.take(LEAST - 1);
        assertSlow();
    }

    @Test
    void aSlowReaderAboveTheRateGoesOnThoughMoreAndMoreWaits() {
        give(50_000);
        assertGood();
        for (int i = 0; i < 100; i++) {
            for (int event = 0; event < 40; event++) {
                give(100);
            }
            channel.take(LEAST);
            assertGood();
        }
    }

    @Test
    void whoTookAllThatWaitedIsNotBlamedForWhatCameSince() {
        give(50);
        assertGood();
        for (int i = 0; i < 100; i++) {
            channel.take(1000);
            give(50);
            assertGood();
        }
    }

    @Test
    void aFastBeginningEarnsNoSlowEnd() {
        give(100_000);
        channel.take(90_000);
        assertGood();
        channel.take(1);
        assertSlow();
    }
}
