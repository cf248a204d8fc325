package io.phoenix.gateway.core.exchange;

import io.phoenix.gateway.core.net.ReadGate;

/**
 * Whether a client sends the body of its request fast enough. Judged window by window, so that a fast beginning earns
 * no slow end, and only for windows in which the client was read from the first moment to the last: for what the
 * upstream or the disk held up it is not to blame. Confined to the exchange's worker.
 */
final class RequestPace {

    private final ReadGate gate;
    private boolean counting;
    private long bytesBefore;
    private int closingsBefore;

    RequestPace(ReadGate gate) {
        this.gate = gate;
    }

    /**
     * A window is over, and another one begins.
     *
     * @param awaited whether the client has to send more
     * @param bytes what it has sent in all
     * @param least what it had to send in the window
     */
    boolean isTooSlow(boolean awaited, long bytes, long least) {
        boolean whole = counting && awaited && gate.closings() == closingsBefore;
        boolean slow = whole && bytes - bytesBefore < least;
        counting = awaited && gate.isOpen();
        bytesBefore = bytes;
        closingsBefore = gate.closings();
        return slow;
    }
}
