package io.phoenix.gateway.core.exchange;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one deadline of a client connection: there is always at most one thing waited for. Moving it later, which every
 * message does, only stores a number; the timer is touched when it fires or when the deadline comes nearer. Confined to
 * its worker.
 */
public final class Deadlines {

    private final EventExecutor worker;
    private @Nullable Runnable onExpiry;
    private long deadline;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt;

    /** Deadlines on {@code worker}. */
    public Deadlines(EventExecutor worker) {
        this.worker = worker;
    }

    /** Runs {@code action} in {@code nanos} from now, unless set anew or cleared before. */
    public void set(long nanos, Runnable action) {
        deadline = worker.ticker().nanoTime() + nanos;
        onExpiry = action;
        if (timer == null || deadline - timerAt < 0) {
            arm(nanos);
        }
    }

    /** Nothing is waited for. */
    public void clear() {
        onExpiry = null;
    }

    /** Lets go of the timer, when the connection is closed. */
    public void close() {
        onExpiry = null;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void arm(long nanos) {
        if (timer != null) {
            timer.cancel(false);
        }
        timerAt = worker.ticker().nanoTime() + nanos;
        timer = worker.schedule(this::onTimer, nanos, TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        Runnable action = onExpiry;
        if (action == null) {
            return;
        }
        long left = deadline - worker.ticker().nanoTime();
        if (left > 0) {
            arm(left);
        } else {
            onExpiry = null;
            action.run();
        }
    }
}
