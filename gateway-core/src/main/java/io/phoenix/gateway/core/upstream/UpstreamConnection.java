package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.phoenix.gateway.core.net.ReadGate;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an endpoint. It serves one attempt at a time and is then released to the pool of its worker, or
 * closed. Confined to its worker.
 */
public final class UpstreamConnection {

    private final Channel channel;
    private final UpstreamCodec codec;
    private final Endpoint endpoint;
    private final ConnectionPool pool;
    private final ReadGate gate;
    private @Nullable ResponseSink sink;
    private boolean reused;
    private boolean answered;
    private long idleSince;
    private boolean reading;
    private boolean releasedInRead;

    UpstreamConnection(Channel channel, UpstreamCodec codec, Endpoint endpoint, ConnectionPool pool) {
        this.channel = channel;
        this.codec = codec;
        this.endpoint = endpoint;
        this.pool = pool;
        this.gate = new ReadGate(channel);
    }

    /** The socket; for the tunnel, which takes its pipeline over. */
    public Channel channel() {
        return channel;
    }

    /** Where this connection leads. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** The gate of the reading side. */
    public ReadGate gate() {
        return gate;
    }

    /** Whether an earlier attempt used this connection, so that the endpoint may have closed it meanwhile. */
    public boolean isReused() {
        return reused;
    }

    /** Whether a byte came back since the connection was lent. */
    public boolean isAnswered() {
        return answered;
    }

    /** Whether more can be written without piling up. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Lends the connection to an attempt. */
    public void attach(ResponseSink newSink) {
        sink = newSink;
        answered = false;
    }

    /** Writes without flushing; takes ownership of {@code message}. */
    public ChannelFuture write(Object message) {
        return channel.write(message);
    }

    /** Sends what was written. */
    public void flush() {
        channel.flush();
    }

    /**
     * Gives the connection back after a complete exchange of messages on it. It is lent again only when the read that
     * brought the end of the answer is over: bytes that follow the answer in it must not be taken for the next one.
     */
    public void release() {
        sink = null;
        gate.openAll();
        if (reading) {
            releasedInRead = true;
        } else {
            pool.giveBack(this);
        }
    }

    void onReadBegin() {
        reading = true;
    }

    void onReadComplete() {
        reading = false;
        if (releasedInRead) {
            releasedInRead = false;
            pool.giveBack(this);
        }
    }

    /** Closes the connection; the attempt hears nothing more. This is what makes a model server stop generating. */
    public void close() {
        sink = null;
        channel.close();
    }

    /** Puts {@code tunnelEnd} in the place of every handler of HTTP; it sees to the closing from now on. */
    public void switchTo(ChannelHandler tunnelEnd) {
        sink = null;
        channel.config().setAutoClose(true);
        channel.pipeline().addLast(tunnelEnd);
        channel.pipeline().remove(UpstreamHandler.class);
        channel.pipeline().remove(FirstByte.class);
        channel.pipeline().remove(codec);
    }

    @Nullable
    ResponseSink sink() {
        return sink;
    }

    /** Whether bytes came that belong to no answer: the next one on this connection could not be trusted. */
    boolean hasBytesLeft() {
        return codec.hasBytesLeft();
    }

    void markAnswered() {
        answered = true;
    }

    void markReused() {
        reused = true;
    }

    void markIdle(long nanoTime) {
        idleSince = nanoTime;
    }

    long idleSince() {
        return idleSince;
    }

    void onClosed(@Nullable Throwable cause) {
        pool.forget(this);
        ResponseSink last = sink;
        sink = null;
        if (last != null) {
            last.onClosed(cause);
        }
    }
}
