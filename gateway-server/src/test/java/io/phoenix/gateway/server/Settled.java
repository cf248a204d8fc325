package io.phoenix.gateway.server;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Waits until a number stands still, as that of bytes does which a full buffer or a shut window holds up. */
final class Settled {

    private static final Duration STILL = Duration.ofMillis(500);

    private Settled() {}

    static void at(LongSupplier number) {
        long[] last = {number.getAsLong(), System.nanoTime()};
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            long now = number.getAsLong();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > STILL.toNanos();
        });
    }
}
