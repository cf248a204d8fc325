package io.phoenix.gateway.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds a worker busy, so that it hears together of all that happens on its sockets meanwhile. */
public final class BusyWorker {

    private BusyWorker() {}

    /** What a test does meanwhile. */
    public interface Action {
        void run() throws Exception;
    }

    /** Runs {@code action} here while {@code worker} is busy. */
    public static void during(EventLoop worker, Action action) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        worker.execute(() -> {
            busy.countDown();
            await(free);
        });
        await(busy);
        try {
            action.run();
        } finally {
            free.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
