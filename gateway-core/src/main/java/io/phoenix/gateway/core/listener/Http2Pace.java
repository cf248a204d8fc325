package io.phoenix.gateway.core.listener;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import io.phoenix.gateway.core.exchange.PaceWindow;
import io.phoenix.gateway.core.exchange.SlowReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands the windows of a connection's {@link PaceWatch} on to its streams, and judges for each whether the client takes
 * what waits in it: a client may read its socket and yet hold up a stream, or all, by never opening their flow-control
 * windows, or by a byte at a time (RFC 9113, section 5.2). Behind the codec of one connection; confined to its worker.
 */
final class Http2Pace extends ChannelDuplexHandler {

    /** A client may wait for room for a whole frame. */
    private static final int FRAME = 16 * 1024;

    private final Http2Connection connection;
    private final Http2Connection.PropertyKey key;

    Http2Pace(Http2Connection connection) {
        this.connection = connection;
        this.key = connection.newKey();
    }

    /** What one stream has to send. Confined to the connection's worker. */
    final class Flow {

        private final Http2StreamChannel channel;
        private final io.netty.handler.codec.http2.Http2Stream stream;
        private final long firstWindow;
        private long given;
        private long credits;
        private long sentBefore;
        private long waitingBefore;

        private Flow(Http2StreamChannel channel, io.netty.handler.codec.http2.Http2Stream stream) {
            this.channel = channel;
            this.stream = stream;
            this.firstWindow = window();
        }

        private int window() {
            return connection.remote().flowController().windowSize(stream);
        }

        /** Bytes of bodies that the client's windows have let out: what they allowed less what they allow still. */
        long sent() {
            return firstWindow + credits - window();
        }

        private void onWindowEnd(PaceWindow window) {
            long sent = sent();
            boolean slow = sent - sentBefore < Math.min(waitingBefore, window.leastTaken());
            sentBefore = sent;
            waitingBefore = given - sent;
            channel.pipeline().fireUserEventTriggered(slow ? new SlowReader(window) : window);
        }
    }

    /** Looks after a stream that has just begun, as long as it lives. */
    Flow open(Http2StreamChannel channel) {
        io.netty.handler.codec.http2.Http2Stream stream =
                connection.stream(channel.stream().id());
        Flow flow = new Flow(channel, stream);
        stream.setProperty(key, flow);
        return flow;
    }

    private @Nullable Flow flow(@Nullable Http2FrameStream frameStream) {
        io.netty.handler.codec.http2.Http2Stream stream =
                frameStream == null ? null : connection.stream(frameStream.id());
        return stream == null ? null : stream.getProperty(key);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2WindowUpdateFrame update) {
            Flow flow = flow(update.stream());
            if (flow != null) {
                flow.credits += update.windowSizeIncrement();
            }
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Http2DataFrame data) {
            Flow flow = flow(data.stream());
            if (flow != null) {
                flow.given += data.initialFlowControlledBytes();
            }
        }
        ctx.write(message, promise);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Http2Exception {
        if (event instanceof PaceWindow window) {
            PaceWindow fair = isFull() ? new PaceWindow(window.length(), 0, window.leastTaken()) : window;
            flows().forEach(flow -> flow.onWindowEnd(fair));
        } else if (event instanceof SlowReader) {
            flows().forEach(flow -> flow.channel.pipeline().fireUserEventTriggered(event));
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Whether the bodies that nobody takes leave those of the other streams no room to come. */
    private boolean isFull() {
        return connection.local().flowController().windowSize(connection.connectionStream()) < FRAME;
    }

    private List<Flow> flows() throws Http2Exception {
        List<Flow> flows = new ArrayList<>(connection.numActiveStreams());
        connection.forEachActiveStream(stream -> {
            Flow flow = stream.getProperty(key);
            if (flow != null) {
                flows.add(flow);
            }
            return true;
        });
        return flows;
    }
}
