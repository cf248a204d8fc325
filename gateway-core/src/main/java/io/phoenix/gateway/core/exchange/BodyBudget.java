package io.phoenix.gateway.core.exchange;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all held bodies together may take; who gets none goes to disk. Thread-safe. */
public final class BodyBudget {

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** A budget of {@code limit} bytes. */
    public BodyBudget(long limit) {
        this.limit = limit;
    }

    boolean tryTake(int bytes) {
        if (held.addAndGet(bytes) > limit) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(int bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes held now. */
    public long held() {
        return held.get();
    }
}
