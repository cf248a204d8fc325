package io.phoenix.gateway.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Deadlines deadlines = new Deadlines(channel.eventLoop());
    private final List<String> expired = new ArrayList<>();

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.close();
    }

    private void set(long seconds, String name) {
        deadlines.set(TimeUnit.SECONDS.toNanos(seconds), () -> expired.add(name));
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void expiresOnceWhenItsTimeHasCome() {
        set(5, "a");
        pass(4);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly("a");
        pass(100);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void movesLaterWithoutATimerOfItsOwn() {
        set(5, "a");
        for (int i = 0; i < 20; i++) {
            pass(4);
            set(5, "b");
        }
        pass(4);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly("b");
    }

    @Test
    void movesNearer() {
        set(100, "a");
        set(5, "b");
        pass(5);
        assertThat(expired).containsExactly("b");
        pass(100);
        assertThat(expired).containsExactly("b");
    }

    @Test
    void forgetsWhatIsCleared() {
        set(5, "a");
        deadlines.clear();
        pass(10);
        assertThat(expired).isEmpty();
        set(5, "b");
        deadlines.clear();
        set(7, "c");
        pass(6);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly("c");
    }

    @Test
    void maySetItselfAgain() {
        deadlines.set(1, () -> set(5, "again"));
        pass(1);
        pass(4);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly("again");
    }

    @Test
    void leavesNoTimerBehindWhenClosed() {
        set(5, "a");
        set(2, "b");
        deadlines.close();
        assertThat(channel.hasPendingTasks()).isFalse();
        pass(10);
        assertThat(expired).isEmpty();
    }
}
