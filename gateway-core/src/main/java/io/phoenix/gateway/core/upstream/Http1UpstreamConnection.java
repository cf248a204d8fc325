package io.phoenix.gateway.core.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.phoenix.gateway.core.http.MessageJoiner;
import io.phoenix.gateway.core.net.ReadGate;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/1.1 to an endpoint. It serves one attempt at a time and is then released to the pool of its
 * worker, or closed. Confined to its worker.
 */
final class Http1UpstreamConnection implements UpstreamConnection {

    private final Channel channel;
    private final UpstreamCodec codec;
    private final Endpoint endpoint;
    private final ConnectionPool pool;
    private final ReadGate gate;
    private final MessageJoiner output;
    private @Nullable ResponseSink sink;
    private boolean reused;
    private boolean answered;
    private long idleSince;
    private boolean reading;
    private boolean releasedInRead;

    Http1UpstreamConnection(Channel channel, UpstreamCodec codec, Endpoint endpoint, ConnectionPool pool) {
        this.channel = channel;
        this.codec = codec;
        this.endpoint = endpoint;
        this.pool = pool;
        this.gate = new ReadGate(channel);
        this.output = new MessageJoiner(channel::write);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public ReadGate gate() {
        return gate;
    }

    /** Whether an earlier attempt used this connection, and no byte came back since it was lent again. */
    @Override
    public boolean mayRepeat() {
        return reused && !answered;
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void attach(ResponseSink newSink) {
        sink = newSink;
        answered = false;
    }

    @Override
    public void write(Object message) {
        output.write(message);
    }

    @Override
    public void flush() {
        output.letGo();
        channel.flush();
    }

    /**
     * It is lent again only when the read that brought the end of the answer is over: bytes that follow the answer in
     * it must not be taken for the next one.
     */
    @Override
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

    @Override
    public void close() {
        sink = null;
        output.discard();
        channel.close();
    }

    @Override
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
        output.discard();
        ResponseSink last = sink;
        sink = null;
        if (last != null) {
            last.onClosed(cause);
        }
    }
}
