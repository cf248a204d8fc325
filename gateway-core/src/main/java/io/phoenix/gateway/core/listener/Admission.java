package io.phoenix.gateway.core.listener;

import io.netty.handler.codec.http2.Http2Error;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many client connections there may be, over all listeners and from one address, and counts of those that were
 * turned away or, for faults of their HTTP/2, broken off. Nothing waits here: a connection is let in or it is not.
 * Thread-safe.
 */
public final class Admission {

    /** Stands for no limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Refused connections that may be open for the time it takes to tell them why; more are closed without a word. */
    private static final int TOLD_AT_ONCE = 64;

    private final int most;
    private final int mostPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
    private final Map<Http2Error, LongAdder> breaks = new EnumMap<>(Http2Error.class);

    /** At most {@code most} connections, and {@code mostPerAddress} from one address. */
    public Admission(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
        for (Refusal reason : Refusal.values()) {
            refusals.put(reason, new LongAdder());
        }
        for (Http2Error error : Http2Error.values()) {
            breaks.put(error, new LongAdder());
        }
    }

    /** Connections that were refused for this reason. */
    public long refused(Refusal reason) {
        return counter(reason).sum();
    }

    /** HTTP/2 connections that were broken off with this error. */
    public long brokenOff(Http2Error error) {
        return Objects.requireNonNull(breaks.get(error), "every error has a counter")
                .sum();
    }

    void onBrokenOff(Http2Error error) {
        Objects.requireNonNull(breaks.get(error), "every error has a counter").increment();
    }

    void onRefused(Refusal reason) {
        counter(reason).increment();
    }

    private LongAdder counter(Refusal reason) {
        return Objects.requireNonNull(refusals.get(reason), "every reason has a counter");
    }

    /** Counts a connection that was accepted; if false there are too many, and it is not counted. */
    boolean enter() {
        return take(open, most);
    }

    void leave() {
        open.decrementAndGet();
    }

    /** The same for those of one address. */
    boolean enterFrom(InetSocketAddress client) {
        if (mostPerAddress == UNLIMITED) {
            return true;
        }
        boolean[] entered = {false};
        byAddress.compute(client.getAddress(), (address, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < mostPerAddress;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        return entered[0];
    }

    void leaveFrom(InetSocketAddress client) {
        if (mostPerAddress != UNLIMITED) {
            byAddress.computeIfPresent(client.getAddress(), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether one more refused connection may be told why; to be ended by {@link #onTold}. */
    boolean mayTell() {
        return take(told, TOLD_AT_ONCE);
    }

    void onTold() {
        told.decrementAndGet();
    }

    /** Adds one to {@code counter} unless that would make it more than {@code most}. */
    static boolean take(AtomicInteger counter, int most) {
        if (counter.incrementAndGet() <= most) {
            return true;
        }
        counter.decrementAndGet();
        return false;
    }
}
