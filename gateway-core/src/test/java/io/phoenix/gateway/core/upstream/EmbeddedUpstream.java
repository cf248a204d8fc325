package io.phoenix.gateway.core.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.phoenix.gateway.core.net.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An endpoint without sockets: its connections lie idle in a pool, and what the gateway writes on them can be read byte
 * by byte. For one thread.
 */
public final class EmbeddedUpstream implements AutoCloseable {

    private static final Connector NEVER_ASKED = new Connector(Transport.NIO);
    private static final Duration LONG = Duration.ofHours(1);

    /** No connection is ever opened, only lent. */
    private final Endpoint endpoint =
            new Endpoint("app", "127.0.0.1", 1, new UpstreamPolicy(LONG, LONG, LONG, LONG, 0), null);

    private final ConnectionPool pool;
    private final List<Line> lines = new ArrayList<>();

    /** One whose connections are lent on {@code worker}. */
    public EmbeddedUpstream(EventLoop worker) {
        pool = new ConnectionPool(worker, NEVER_ASKED, List.of());
    }

    /** One connection. */
    public final class Line {
        private final CountedWrites writes = new CountedWrites();
        private final EmbeddedChannel channel = new EmbeddedChannel(writes);

        private Line() {
            UpstreamCodec codec = new UpstreamCodec();
            Http1UpstreamConnection connection = new Http1UpstreamConnection(channel, codec, endpoint, pool);
            channel.pipeline().addLast(new FirstByte(connection), codec, new UpstreamHandler(connection));
            pool.giveBack(connection);
        }

        /** What was written since this was asked last, a character a byte. */
        public String read() {
            StringBuilder text = new StringBuilder();
            ByteBuf piece;
            while ((piece = channel.readOutbound()) != null) {
                text.append(piece.toString(StandardCharsets.ISO_8859_1));
                piece.release();
            }
            return text.toString();
        }

        /** Lets these bytes come from the endpoint in one read, unless the connection is closed. */
        public void answer(byte[] bytes) {
            if (channel.isOpen()) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes));
            }
        }

        /** The endpoint ends the connection. */
        public void end() {
            channel.close();
        }

        /** How often the gateway wrote on it. */
        public int writes() {
            return writes.count();
        }

        /** Whether the gateway may still use the connection. */
        public boolean isOpen() {
            return channel.isOpen();
        }
    }

    /** What attempts go to. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** What lends the connections. */
    public ConnectionPool pool() {
        return pool;
    }

    /** Puts one more idle connection into the pool. */
    public Line open() {
        Line line = new Line();
        lines.add(line);
        return line;
    }

    /** All connections ever opened. */
    public List<Line> lines() {
        return lines;
    }

    @Override
    public void close() {
        lines.forEach(line -> line.channel.finishAndReleaseAll());
    }
}
