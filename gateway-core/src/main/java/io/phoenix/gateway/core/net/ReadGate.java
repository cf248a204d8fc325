package io.phoenix.gateway.core.net;

import io.netty.channel.Channel;

/**
 * Decides whether a channel is read. Several parties may each have a reason not to read; the channel is read iff none
 * has. The only caller of {@code setAutoRead} in the gateway. Confined to the channel's worker.
 */
public final class ReadGate {

    /** Why a channel is not read. */
    public enum Reason {
        /** What was read last does not fit into the other side's write buffer. */
        SINK_FULL(1),
        /** The other side is not there yet, or is still being fed with what was held. */
        NOT_READY(2),
        /** Bytes are on their way to the spill file. */
        SPILLING(4),
        /** A request waits for the one before it. */
        PARKED(8),
        /** What was read is not decoded yet. */
        DECODING(16),
        /** The system has no socket for a connection that could be accepted. */
        NO_SOCKET(32);

        private final int bit;

        Reason(int bit) {
            this.bit = bit;
        }
    }

    private final Channel channel;
    private int reasons;
    private int closings;

    /** A gate for {@code channel}, which is being read now. */
    public ReadGate(Channel channel) {
        this.channel = channel;
    }

    /** Stops the reading for {@code reason}; what the running read loop already has still arrives. */
    public void close(Reason reason) {
        if (reasons == 0) {
            closings++;
            channel.config().setAutoRead(false);
        }
        reasons |= reason.bit;
    }

    /** Withdraws {@code reason}; reads again if it was the last one. */
    public void open(Reason reason) {
        if ((reasons & reason.bit) == 0) {
            return;
        }
        reasons &= ~reason.bit;
        if (reasons == 0) {
            channel.config().setAutoRead(true);
        }
    }

    /** Whether the channel is read. */
    public boolean isOpen() {
        return reasons == 0;
    }

    /** How often the reading was stopped: if that is the same twice, the channel was read all the time between. */
    public int closings() {
        return closings;
    }

    /** Withdraws every reason. */
    public void openAll() {
        if (reasons != 0) {
            reasons = 0;
            channel.config().setAutoRead(true);
        }
    }
}
