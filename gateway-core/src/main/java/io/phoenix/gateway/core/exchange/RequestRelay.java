package io.phoenix.gateway.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.phoenix.gateway.core.failure.Failure;
import io.phoenix.gateway.core.failure.FailureKind;
import io.phoenix.gateway.core.failure.OwnFault;
import io.phoenix.gateway.core.failure.Retry;
import io.phoenix.gateway.core.net.ReadGate;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes one request's body to the attempt: first what was held until the decision, at the attempt's pace, then what
 * comes, as it comes. What was sent stays held as long as it may have to be sent once more. Confined to the exchange's
 * worker.
 */
final class RequestRelay implements HeldBody.Owner, HeldBodyFeed.Sink {

    private final Exchange exchange;
    private final ReadGate gate;
    private final int replayWindow;
    private final HeldBody held;
    private @Nullable HeldBodyFeed feed;
    private @Nullable Attempt attempt;
    private boolean fed;
    private boolean whole = true;
    private boolean diskBehind;

    RequestRelay(Exchange exchange, ClientSide client, EventExecutor worker, ExchangeEnvironment environment) {
        this.exchange = exchange;
        this.gate = client.gate();
        this.replayWindow = environment.limits().replayWindow();
        this.held = new HeldBody(
                client.allocator(),
                worker,
                environment.budget(),
                environment.disk(),
                environment.limits().heldMemory(),
                this);
    }

    /** Takes ownership of {@code piece}, which waits for an attempt that can take it. */
    void hold(ByteBuf piece) {
        held.add(piece);
    }

    /** Bytes held. */
    long size() {
        return held.size();
    }

    /** Whether {@code length} bytes, -1 being unknown, could be sent twice. */
    boolean fitsReplayWindow(long length) {
        return length >= 0 && length <= replayWindow;
    }

    /** Whether every byte that was sent is still held. */
    boolean isWhole() {
        return whole;
    }

    /** Whether all that was held has been sent, so that what comes passes. */
    boolean isFed() {
        return fed;
    }

    /** Whether the disk has not caught up with what is to be held. */
    boolean isDiskBehind() {
        return diskBehind;
    }

    /** Sends what is held on {@code connected}, from its first byte, with {@code edits} made. */
    void feed(Attempt connected, List<BodyEdit> edits) {
        attempt = connected;
        feed = new HeldBodyFeed(held, edits, this);
        onMore();
    }

    /** Takes ownership of {@code piece} and sends it on; {@code last} ends the body. */
    void pass(ByteBuf piece, boolean last) {
        Attempt current = attempt();
        if (whole) {
            keepForReplay(piece);
        }
        current.send(piece);
        if (last) {
            exchange.onPassed();
        } else if (!current.isWritable()) {
            waitFor(current);
        }
    }

    /** Only what the system does not take makes the client wait. */
    private void waitFor(Attempt current) {
        current.flush();
        if (fed && !current.isWritable()) {
            gate.close(ReadGate.Reason.SINK_FULL);
        }
    }

    private void keepForReplay(ByteBuf piece) {
        if (!exchange.isAnswered() && held.size() + piece.readableBytes() <= replayWindow) {
            held.add(piece.retainedDuplicate());
        } else {
            forget();
        }
    }

    /** The request will not be sent again. */
    void forget() {
        whole = false;
        held.release();
    }

    /** The attempt can be written to again. */
    void onWritable() {
        if (fed) {
            gate.open(ReadGate.Reason.SINK_FULL);
        } else if (feed != null) {
            onMore();
        }
    }

    @Override
    public boolean isWritable() {
        return attempt().isWritable();
    }

    @Override
    public void write(ByteBuf chunk) {
        attempt().send(chunk);
    }

    /** Goes on feeding the attempt with what is held, and then lets the client be read again. */
    @Override
    public void onMore() {
        Attempt current = attempt();
        exchange.onProgress();
        if (Objects.requireNonNull(feed).pump()) {
            fed = true;
            feed = null;
            if (held.size() > replayWindow) {
                forget();
            }
            gate.open(ReadGate.Reason.SINK_FULL);
            exchange.onFed();
        }
        // At the end of a read of the client all of it is sent at once.
        if (!exchange.isClientReading()) {
            current.flush();
        }
    }

    @Override
    public void onSpillBehind() {
        diskBehind = true;
        gate.close(ReadGate.Reason.SPILLING);
    }

    @Override
    public void onSpillCaughtUp() {
        diskBehind = false;
        gate.open(ReadGate.Reason.SPILLING);
        exchange.onDiskCaughtUp();
    }

    @Override
    public void onSpillFailed(Throwable cause) {
        onFailure(cause);
    }

    @Override
    public void onFailure(Throwable cause) {
        exchange.fail(OwnFault.isMemory(cause) ? OwnFault.failure(cause) : ofDisk(cause));
    }

    private static Failure ofDisk(Throwable cause) {
        return new Failure(
                FailureKind.SPILL_FAILED,
                Retry.NEVER,
                "the gateway cannot keep this body on its disk until its model is known: " + reason(cause)
                        + "; send \"model\" first, or try again later",
                cause);
    }

    /** What the system says, without the path, which is of no concern to clients. */
    private static String reason(Throwable cause) {
        if (cause instanceof NoSuchFileException) {
            return "there is no spill directory";
        }
        String said = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return said == null ? "it failed" : said;
    }

    /** Sends nothing more to the attempt; another one may be fed from the start. */
    void stop() {
        fed = false;
        if (feed != null) {
            feed.stop();
            feed = null;
        }
    }

    /** Lets go of everything. */
    void release() {
        stop();
        held.release();
    }

    private Attempt attempt() {
        return Objects.requireNonNull(attempt, "not connected");
    }
}
